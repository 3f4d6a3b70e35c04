<?php
/* Prints what the site holds, one JSON object a line; titles and names are HTML, as WordPress keeps them. */
require getenv( 'SITE_CORE' ) . '/wp-load.php';
global $wpdb, $wp_embed;
// No address alone on a line may send us to the network.
remove_filter( 'the_content', array( $wp_embed, 'autoembed' ), 8 );

function emit( $record ) {
	echo wp_json_encode( $record, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE ), "\n";
}

$ids = $wpdb->get_col( "SELECT ID FROM {$wpdb->posts} WHERE post_type IN ('post', 'page', 'attachment') ORDER BY ID" );
foreach ( $ids as $id ) {
	$post = get_post( $id );
	if ( 'attachment' === $post->post_type ) {
		$path = get_attached_file( $id );
		$has  = $path && is_file( $path );
		emit(
			array(
				'record' => 'attachment',
				'url'    => wp_get_attachment_url( $id ),
				'parent' => $post->post_parent,
				'old'    => get_post_meta( $id, 'blogger_url', true ),
				'sha256' => $has ? hash_file( 'sha256', $path ) : null,
			)
		);
		continue;
	}
	$terms = array();
	foreach ( wp_get_object_terms( $id, array( 'post_tag', 'category' ) ) as $term ) {
		if ( 'category' !== $term->taxonomy || 'uncategorized' !== $term->slug ) {
			$terms[] = array( $term->taxonomy, $term->slug, $term->name );
		}
	}
	$author = get_userdata( $post->post_author );
	emit(
		array(
			'record'   => $post->post_type,
			'id'       => (int) $id,
			'status'   => $post->post_status,
			'title'    => $post->post_title,
			'heading'  => get_the_title( $id ),
			'name'     => $post->post_name,
			'date'     => $post->post_date,
			'date_gmt' => $post->post_date_gmt,
			'content'  => $post->post_content,
			'rendered' => apply_filters( 'the_content', $post->post_content ),
			'author'   => array( $author->user_login, $author->display_name ),
			'terms'    => $terms,
			'old'      => get_post_meta( $id, 'blogger_permalink', true ),
			'old_id'   => get_post_meta( $id, 'blogger_id', true ),
			'address'  => get_permalink( $id ),
		)
	);
}
foreach ( get_comments( array( 'orderby' => 'comment_ID', 'order' => 'ASC' ) ) as $comment ) {
	emit(
		array(
			'record'   => 'comment',
			'id'       => (int) $comment->comment_ID,
			'post'     => (int) $comment->comment_post_ID,
			'parent'   => (int) $comment->comment_parent,
			'author'   => $comment->comment_author,
			'url'      => $comment->comment_author_url,
			'user'     => (int) $comment->user_id,
			'date'     => $comment->comment_date,
			'date_gmt' => $comment->comment_date_gmt,
			'content'  => $comment->comment_content,
			'old_id'   => get_comment_meta( $comment->comment_ID, 'blogger_id', true ),
		)
	);
}
