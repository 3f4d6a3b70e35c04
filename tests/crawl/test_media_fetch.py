from migrator.addresses.images import LADDER
from migrator.crawl.media_fetch import HostPatience, candidates
from migrator.model.schema import Media

UPLOAD = "https://1.bp.blogspot.com/-Yx3/VyQ/AAAx/a7D6"


def test_the_best_original_is_tried_first_and_the_shown_one_last():
    media = Media(id="x", url=f"{UPLOAD}/s0/a.jpg", urls=(f"{UPLOAD}/s200/a.jpg",))

    tried = candidates(media)

    assert f"{UPLOAD}/s0/a.jpg" == tried[0]
    assert f"{UPLOAD}/s200/a.jpg" == tried[-1]
    assert len(LADDER) + 1 == len(tried)


def test_a_foreign_host_that_fails_five_times_running_is_given_up():
    patience = HostPatience()
    for _ in range(5):
        assert not patience.spent("https://dead.example.org/1.jpg")
        patience.record("https://dead.example.org/1.jpg", failed=True)

    assert patience.spent("https://dead.example.org/2.jpg")
    assert not patience.spent("https://alive.example.org/2.jpg")


def test_one_answer_gives_a_host_all_its_chances_back():
    patience = HostPatience()
    for failed in (True, True, True, True, False, True):
        patience.record("https://shaky.example.org/1.jpg", failed=failed)

    assert not patience.spent("https://shaky.example.org/2.jpg")


def test_bloggers_own_picture_hosts_are_given_up_only_in_an_outage():
    patience = HostPatience()
    for _ in range(24):
        patience.record(f"{UPLOAD}/s0/a.jpg", failed=True)
    assert not patience.spent(f"{UPLOAD}/s0/b.jpg")

    patience.record(f"{UPLOAD}/s0/a.jpg", failed=True)

    assert patience.spent(f"{UPLOAD}/s0/b.jpg")
