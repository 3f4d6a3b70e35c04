"""A must-use plugin that lets WordPress answer at the blog's old addresses: one PHP file, written for one blog.

WordPress itself answers at `/2012/05/name.html` (with the permalinks that the guide names) and redirects from old names
and months by fields of the posts. What it has no means for is here: static pages, labels, archives, feeds, the mobile
twins, and the anchors of comments.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from migrator.formats.common.redirects import Given
from migrator.formats.wxr.plan import WxrPlan
from migrator.model.ports import ArchiveView

_HEAD = """<?php
/**
 * Plugin Name: Addresses of the Blogger blog
 * Description: Leads visitors from the addresses of the old blog to where its content is now. Copy this file into
 *              wp-content/mu-plugins/ (make that folder if it is not there).
 */

defined( 'ABSPATH' ) || exit;

/** Gives new paths by old ones, slugs of terms by label, and pages at old addresses; no leading slash, decoded. */
function blogger_addresses_table( $name ) {
"""

_CODE = """
/** Gives where an old path leads to, below the site's home; null: nowhere else. */
function blogger_addresses_target( $path, $query ) {
\t$paths = blogger_addresses_table( 'paths' );
\tif ( isset( $paths[ $path ] ) ) {
\t\treturn $paths[ $path ];
\t}
\tif ( preg_match( '#^search/label/(.+?)/?$#', $path, $found ) ) {
\t\t$labels = blogger_addresses_table( 'labels' );
\t\treturn isset( $labels[ $found[1] ] ) ? $labels[ $found[1] ] : null;
\t}
\tif ( preg_match( '#^feeds/posts/(?:default|full|summary)/-/(.+?)/?$#', $path, $found ) ) {
\t\t$labels = blogger_addresses_table( 'labels' );
\t\treturn isset( $labels[ $found[1] ] ) ? $labels[ $found[1] ] . '/feed' : 'feed';
\t}
\tif ( preg_match( '#^(?:feeds/posts/(?:default|full|summary)/?|atom\\.xml|rss\\.xml)$#', $path ) ) {
\t\treturn 'feed';
\t}
\tif ( preg_match( '#^feeds/(?:\\d+/)?comments/(?:default|full|summary)/?$#', $path ) ) {
\t\treturn 'comments/feed';
\t}
\t$archive = '#^(?:archives?/)?((?:19|20)\\d\\d)_(0[1-9]|1[0-2])_\\d\\d_(?:[\\w-]+_)?archive\\.html?$#';
\tif ( preg_match( $archive, $path, $found ) ) {
\t\treturn $found[1] . '/' . $found[2];
\t}
\tif ( preg_match( '#^(?:search/?|index\\.html)$#', $path ) ) {
\t\tif ( isset( $query['q'] ) && is_string( $query['q'] ) ) {
\t\t\treturn '?s=' . rawurlencode( $query['q'] );
\t\t}
\t\t$kept = blogger_addresses_table( 'kept' );
\t\treturn isset( $kept[ rtrim( $path, '/' ) ] ) ? null : '';
\t}
\treturn null;
}

/** Sends a visitor of an old address on, before WordPress looks at it. */
function blogger_addresses_redirect() {
\tif ( is_admin() || ! isset( $_SERVER['REQUEST_URI'] ) ) {
\t\treturn;
\t}
\t$asked = wp_unslash( $_SERVER['REQUEST_URI'] );
\t$home  = trim( (string) wp_parse_url( home_url(), PHP_URL_PATH ), '/' );
\t$path  = ltrim( rawurldecode( (string) strtok( $asked, '?#' ) ), '/' );
\tif ( '' !== $home ) {
\t\tif ( 0 !== strpos( $path . '/', $home . '/' ) ) {
\t\t\treturn;
\t\t}
\t\t$path = ltrim( substr( $path, strlen( $home ) ), '/' );
\t}
\tparse_str( substr( (string) strstr( $asked, '?' ), 1 ), $query );
\t$target = blogger_addresses_target( $path, $query );
\t$mobile = isset( $query['m'] ) && in_array( $query['m'], array( '0', '1' ), true );
\tif ( null === $target && $mobile ) {
\t\t$target = implode( '/', array_map( 'rawurlencode', explode( '/', $path ) ) );
\t}
\tif ( null !== $target ) {
\t\twp_redirect( home_url( '/' . $target ), 301, 'Blogger addresses' );
\t\texit;
\t}
}
add_action( 'init', 'blogger_addresses_redirect', 0 );

/** Gives a comment the anchor that links to the old blog name: #c and its number there. */
function blogger_addresses_anchor( $text, $comment = null ) {
\t$old = $comment ? get_comment_meta( $comment->comment_ID, 'blogger_id', true ) : '';
\treturn ctype_digit( (string) $old ) && ! is_admin() ? '<a id="c' . $old . '"></a>' . $text : $text;
}
add_filter( 'comment_text', 'blogger_addresses_anchor', 50, 2 );
"""


_GENERAL = re.compile(
    r"search/?|index\.html|search/label/.+|feeds/posts/(?:default|full|summary)(?:/-/.+|/?)|atom\.xml|rss\.xml"
    r"|feeds/(?:\d+/)?comments/(?:default|full|summary)/?"
    r"|(?:archives?/)?(?:19|20)\d\d_(?:0[1-9]|1[0-2])_\d\d_(?:[\w-]+_)?archive\.html?"
)
"""What the general rules of `_CODE` match."""


def plugin(plan: WxrPlan, view: ArchiveView, given: Given) -> Iterator[bytes]:
    """Return the file; `given` are the addresses that the new site has, from which nothing leads away."""
    yield _HEAD.encode()
    yield b"\tstatic $tables = array(\n\t\t'paths' => array(\n"
    for old, new in plan.moved.items():
        if "#" in old or f"/{old}" in given:
            continue  # no browser sends that part: the month in the file's name leads on
        yield f"\t\t\t{_quoted(unquote(old))} => {_quoted(new)},\n".encode("utf-8", "replace")
    yield b"\t\t),\n\t\t'labels' => array(\n"
    for label in plan.labels:
        new = f"{plan.options.label_path}/{plan.nicenames[label]}"
        yield f"\t\t\t{_quoted(label)} => {_quoted(new)},\n".encode("utf-8", "replace")
    yield b"\t\t),\n\t\t'kept' => array(\n"
    for name in plan.kept(view):
        if _GENERAL.fullmatch(name):
            yield f"\t\t\t{_quoted(name)} => true,\n".encode()
    yield b"\t\t),\n\t);\n\treturn $tables[ $name ];\n}\n"
    yield _CODE.encode()


def _quoted(text: str) -> str:
    r"""Write a PHP string: between single quotes only `\` and `'` mean anything."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
