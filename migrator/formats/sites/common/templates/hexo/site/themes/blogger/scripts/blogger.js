// The list of labels, the feed (RFC 4287, with Blogger's own ids, so that no reader sees old posts as new) and the sitemap.
'use strict';

const escaped = (text) =>
  String(text === undefined || text === null ? '' : text)
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

hexo.extend.generator.register('blogger-labels', (locals) =>
  locals.tags.length ? { path: 'tags/index.html', data: { layout: 'labels' }, layout: ['labels'] } : []
);

// Addresses in the bodies of a feed: on the site, and within the page.
function absolute(body, origin, page) {
  const lead = { '/': `${origin}/`, '#': `${page}#` };
  return String(body || '').replace(/<[^<>]+>/g, (tag) =>
    tag.replace(/(\s(?:href|src|poster)=")(\/(?!\/)|#)/g, (_, before, sign) => before + lead[sign])
  );
}

hexo.extend.generator.register('blogger-feed', function (locals) {
  const blog = locals.data.blog || this.model('Data').findById('blog').data;
  const home = `${this.config.url.replace(/\/$/, '')}/`;
  const origin = new URL(home).origin;
  const address = (post) => home + encodeURI(post.path.replace(/^\/+/, ''));
  const time = (post) => escaped(post.stamp);
  const changed = (post) => escaped(post.updated_stamp || post.stamp);
  const posts = locals.posts.sort('-wall_time').limit(25).toArray();
  const entries = posts.map((post) => {
    const parts = [
      `<id>${escaped(post.atom_id || address(post))}</id>`,
      `<title>${escaped(post.title)}</title>`,
      `<published>${time(post)}</published>`,
      `<updated>${changed(post)}</updated>`,
      post.author ? `<author><name>${escaped(post.author)}</name></author>` : '',
      ...(post.labels || []).map((label) => `<category term="${escaped(label)}"/>`),
      `<link rel="alternate" type="text/html" href="${escaped(address(post))}"/>`,
      post.link ? `<link rel="related" href="${escaped(post.link)}"/>` : '',
      ...(post.enclosures || []).map((file) => {
        const type = file.type ? ` type="${escaped(file.type)}"` : '';
        const length = file.length ? ` length="${Number(file.length)}"` : '';
        return `<link rel="enclosure" href="${escaped(file.url.startsWith('/') ? origin + file.url : file.url)}"${type}${length}/>`;
      }),
      `<content type="html">${escaped(absolute(post.content, origin, address(post)))}</content>`,
    ];
    return `<entry>\n${parts.filter(Boolean).join('\n')}\n</entry>\n`;
  });
  const language = blog.language ? ` xml:lang="${escaped(blog.language)}"` : '';
  const head = [
    `<id>${escaped(blog.atom_id || home)}</id>`,
    `<title>${escaped(blog.title)}</title>`,
    blog.description ? `<subtitle>${escaped(blog.description)}</subtitle>` : '',
    `<updated>${posts.length ? changed(posts[0]) : '1970-01-01T00:00:00Z'}</updated>`,
    `<author><name>${escaped(this.config.author)}</name></author>`,
    `<link rel="self" type="application/atom+xml" href="${escaped(home)}atom.xml"/>`,
    `<link rel="alternate" type="text/html" href="${escaped(home)}"/>`,
  ];
  const feed = `<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"${language}>\n${head.filter(Boolean).join('\n')}\n${entries.join('')}</feed>\n`;
  const pages = locals.pages.filter((one) => one.blogger_id).toArray();
  const places = [
    `<url><loc>${escaped(home)}</loc></url>`,
    ...locals.posts.map((post) => `<url><loc>${escaped(address(post))}</loc><lastmod>${changed(post)}</lastmod></url>`),
    ...pages.map((page) => `<url><loc>${escaped(address(page))}</loc></url>`),
    ...locals.tags.filter((tag) => tag.length).map((tag) => `<url><loc>${escaped(home + tag.path)}</loc></url>`),
  ];
  const map = `<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${places.join('\n')}\n</urlset>\n`;
  return [{ path: 'atom.xml', data: feed }, { path: 'sitemap.xml', data: map }];
});
