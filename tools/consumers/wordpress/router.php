<?php
/* What a web server does for WordPress: files as they are, everything else through index.php. */
$path    = rawurldecode( (string) parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH ) );
$content = realpath( getenv( 'SITE_CONTENT' ) );
if ( 0 === strpos( $path, '/wp-content/' ) ) {
	$found = realpath( $content . substr( $path, strlen( '/wp-content' ) ) );
	if ( $found && is_file( $found ) && 0 === strpos( $found, $content . '/' ) ) {
		header( 'Content-Type: ' . mime_content_type( $found ) );
		readfile( $found );
		return true;
	}
}
if ( '/' !== $path && is_file( $_SERVER['DOCUMENT_ROOT'] . $path ) ) {
	return false;
}
$_SERVER['SCRIPT_NAME']     = '/index.php';
$_SERVER['PHP_SELF']        = '/index.php';
$_SERVER['SCRIPT_FILENAME'] = $_SERVER['DOCUMENT_ROOT'] . '/index.php';
require $_SERVER['SCRIPT_FILENAME'];
return true;
