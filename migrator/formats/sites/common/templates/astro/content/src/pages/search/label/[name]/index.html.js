// The old path of a label leads on to its new one.
import blog from "../../../../data/blog.json";
import labels from "../../../../data/labels.json";

export function getStaticPaths() {
  const possible = labels.filter((label) => label.old_path);
  return possible.map((label) => ({ params: { name: label.name }, props: { label } }));
}

export function GET({ props }) {
  const url = `${blog.prefix}/tags/${encodeURIComponent(props.label.slug)}/`;
  return new Response(
    `<!doctype html><meta charset="utf-8"><title>Moved</title><link rel="canonical" href="${url}"><meta http-equiv="refresh" content="0; url=${url}"><a href="${url}">Moved</a>\n`
  );
}
