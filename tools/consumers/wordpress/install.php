<?php
/* Makes an empty site. */
define( 'WP_INSTALLING', true );
require getenv( 'SITE_CORE' ) . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install( 'Check', 'admin', 'admin@example.org', false, '', 'a-password-of-this-check' );
wp_delete_post( 1, true );
wp_delete_post( 2, true );
wp_delete_post( 3, true );
foreach ( get_comments() as $comment ) {
	wp_delete_comment( $comment->comment_ID, true );
}
update_option( 'permalink_structure', '/%year%/%monthnum%/%postname%.html' );
update_option( 'timezone_string', getenv( 'SITE_TIMEZONE' ) );
update_option( 'posts_per_page', 10 );
update_option( 'moderation_notify', 0 );
update_option( 'comments_notify', 0 );
// Made anew by the first visit, when WordPress knows its permalinks from the start.
delete_option( 'rewrite_rules' );
