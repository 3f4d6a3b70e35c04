<?php
/*
 * Reads WXR files into WordPress, in the steps that an importer of this format must take: authors, terms, items with
 * their terms, comments and fields, then attachments, whose old addresses are replaced in all bodies. Written from the
 * format and from what WordPress documents of its functions. What goes wrong is printed as one JSON line.
 */
require getenv( 'SITE_CORE' ) . '/wp-load.php';
foreach ( array( 'post', 'image', 'file', 'media', 'taxonomy' ) as $part ) {
	require_once ABSPATH . "wp-admin/includes/$part.php";
}
add_filter( 'http_request_host_is_external', '__return_true' );
add_filter( 'http_allowed_safe_ports', fn( $ports ) => array_merge( $ports, array( (int) getenv( 'MEDIA_PORT' ) ) ) );
// One picture, one file: the sizes that themes want are of no interest here.
add_filter( 'intermediate_image_sizes_advanced', '__return_empty_array' );
add_filter( 'big_image_size_threshold', '__return_false' );
wp_set_current_user( 1 );
wp_defer_term_counting( true );
wp_suspend_cache_invalidation( false );

class Wxr_Reader {
	const WP      = 'http://wordpress.org/export/1.2/';
	const CONTENT = 'http://purl.org/rss/1.0/modules/content/';
	const DC      = 'http://purl.org/dc/elements/1.1/';
	public $problems = array();
	private $users   = array();
	private $logins  = array();
	private $items   = array();
	private $moved   = array();

	public function read( $path ) {
		$document = new DOMDocument();
		// As strict as importers are: no LIBXML_PARSEHUGE.
		if ( ! $document->loadXML( file_get_contents( $path ) ) ) {
			$this->problems[] = "$path is not well-formed";
			return;
		}
		$channel = simplexml_import_dom( $document )->channel;
		foreach ( $channel->children( self::WP )->author as $author ) {
			$this->author( $author );
		}
		foreach ( $channel->children( self::WP )->tag as $tag ) {
			$this->term( (string) $tag->tag_name, (string) $tag->tag_slug, 'post_tag' );
		}
		foreach ( $channel->children( self::WP )->category as $category ) {
			$this->term( (string) $category->cat_name, (string) $category->category_nicename, 'category' );
		}
		foreach ( $channel->item as $item ) {
			$this->item( $item );
		}
	}

	private function author( $author ) {
		$login = (string) $author->author_login;
		$user  = get_user_by( 'login', $login );
		$id    = $user ? $user->ID : wp_insert_user(
			array(
				'user_login'   => $login,
				'user_pass'    => wp_generate_password(),
				'user_email'   => (string) $author->author_email,
				'display_name' => wp_slash( (string) $author->author_display_name ),
				'role'         => 'author',
			)
		);
		if ( is_wp_error( $id ) ) {
			$this->problems[] = "author $login: " . $id->get_error_message();
			return;
		}
		$this->logins[ $login ]                      = $id;
		$this->users[ (int) $author->author_id ] = $id;
	}

	private function term( $name, $slug, $taxonomy ) {
		$known = term_exists( $slug, $taxonomy );
		if ( $known ) {
			return (int) ( is_array( $known ) ? $known['term_id'] : $known );
		}
		$made = wp_insert_term( wp_slash( $name ), $taxonomy, array( 'slug' => $slug ) );
		if ( is_wp_error( $made ) ) {
			$this->problems[] = "term $name: " . $made->get_error_message();
			return 0;
		}
		return (int) $made['term_id'];
	}

	private function item( $item ) {
		$wp    = $item->children( self::WP );
		$type  = (string) $wp->post_type;
		$title = (string) $item->title;
		$date  = (string) $wp->post_date;
		if ( post_exists( wp_slash( $title ), '', $date, $type ) ) {
			$this->problems[] = "$type $title ($date) is there already";
			return;
		}
		$post = array(
			'import_id'      => (int) $wp->post_id,
			'post_type'      => $type,
			'post_status'    => (string) $wp->status,
			'post_title'     => $title,
			'post_name'      => (string) $wp->post_name,
			'post_content'   => (string) $item->children( self::CONTENT )->encoded,
			'post_date'      => $date,
			'post_date_gmt'  => (string) $wp->post_date_gmt,
			'post_author'    => $this->logins[ (string) $item->children( self::DC )->creator ] ?? 1,
			'post_parent'    => $this->items[ (int) $wp->post_parent ] ?? 0,
			'comment_status' => (string) $wp->comment_status,
			'ping_status'    => (string) $wp->ping_status,
			'guid'           => (string) $item->guid,
		);
		$id = 'attachment' === $type ? $this->attachment( wp_slash( $post ), (string) $wp->attachment_url ) : wp_insert_post( wp_slash( $post ), true );
		if ( is_wp_error( $id ) ) {
			$this->problems[] = "$type $title: " . $id->get_error_message();
			return;
		}
		$this->items[ (int) $wp->post_id ] = $id;
		$this->terms( $item, $id );
		$this->comments( $wp, $id );
		foreach ( $wp->postmeta as $field ) {
			add_post_meta( $id, wp_slash( (string) $field->meta_key ), wp_slash( (string) $field->meta_value ) );
		}
	}

	private function terms( $item, $id ) {
		$found = array();
		foreach ( $item->category as $category ) {
			$taxonomy             = (string) $category['domain'];
			$found[ $taxonomy ][] = $this->term( (string) $category, (string) $category['nicename'], $taxonomy );
		}
		foreach ( $found as $taxonomy => $ids ) {
			wp_set_post_terms( $id, $ids, $taxonomy );
		}
	}

	private function comments( $wp, $id ) {
		$made = array();
		$told = array();
		foreach ( $wp->comment as $comment ) {
			$told[ (int) $comment->comment_id ] = $comment;
		}
		ksort( $told );
		foreach ( $told as $number => $comment ) {
			$data = array(
				'comment_post_ID'      => $id,
				'comment_author'       => (string) $comment->comment_author,
				'comment_author_email' => (string) $comment->comment_author_email,
				'comment_author_url'   => (string) $comment->comment_author_url,
				'comment_author_IP'    => (string) $comment->comment_author_IP,
				'comment_date'         => (string) $comment->comment_date,
				'comment_date_gmt'     => (string) $comment->comment_date_gmt,
				'comment_content'      => (string) $comment->comment_content,
				'comment_approved'     => (string) $comment->comment_approved,
				'comment_type'         => (string) $comment->comment_type,
				'comment_parent'       => $made[ (int) $comment->comment_parent ] ?? (int) $comment->comment_parent,
				'comment_agent'        => '',
				'user_id'              => $this->users[ (int) $comment->comment_user_id ] ?? 0,
			);
			$new  = wp_insert_comment( wp_filter_comment( wp_slash( $data ) ) );
			if ( ! $new ) {
				$this->problems[] = "comment $number of $id was refused";
				continue;
			}
			$made[ $number ] = $new;
			foreach ( $comment->commentmeta as $field ) {
				add_comment_meta( $new, wp_slash( (string) $field->meta_key ), wp_slash( (string) $field->meta_value ) );
			}
		}
	}

	private function attachment( $post, $url ) {
		$name = basename( rawurldecode( (string) parse_url( $url, PHP_URL_PATH ) ) );
		$got  = wp_safe_remote_get( $url, array( 'timeout' => 30 ) );
		if ( is_wp_error( $got ) ) {
			return $got;
		}
		if ( 200 !== wp_remote_retrieve_response_code( $got ) ) {
			return new WP_Error( 'status', "$url answers " . wp_remote_retrieve_response_code( $got ) );
		}
		$stored = wp_upload_bits( $name, null, wp_remote_retrieve_body( $got ), substr( $post['post_date'], 0, 7 ) );
		if ( $stored['error'] ) {
			return new WP_Error( 'upload', "$url: " . $stored['error'] );
		}
		$post['post_mime_type'] = (string) wp_check_filetype( $stored['file'] )['type'];
		$post['guid']           = $stored['url'];
		$id                     = wp_insert_attachment( $post, $stored['file'], 0, true );
		if ( ! is_wp_error( $id ) ) {
			wp_update_attachment_metadata( $id, wp_generate_attachment_metadata( $id, $stored['file'] ) );
			// Other sizes of a picture share its address but for the extension: that is what importers replace.
			$this->moved[ preg_replace( '/\.[^.\/]*$/', '', $url ) ] = preg_replace( '/\.[^.\/]*$/', '', $stored['url'] );
		}
		return $id;
	}

	public function replace_addresses() {
		global $wpdb;
		uksort( $this->moved, fn( $one, $other ) => strlen( $other ) - strlen( $one ) );
		foreach ( $this->moved as $old => $new ) {
			$wpdb->query( $wpdb->prepare( "UPDATE {$wpdb->posts} SET post_content = REPLACE(post_content, %s, %s)", $old, $new ) );
		}
	}
}

$problems = array();
foreach ( array_slice( $argv, 1 ) as $path ) {
	// A reader for each: every part of an export must be whole without the others.
	$reader = new Wxr_Reader();
	$reader->read( $path );
	$reader->replace_addresses();
	array_push( $problems, ...$reader->problems );
}
wp_defer_term_counting( false );
echo wp_json_encode( array( 'problems' => $problems ) ), "\n";
