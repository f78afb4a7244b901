import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { FIGURE_STYLE } from './style-figures.ts';
import { PAGE_STYLE } from './style-page.ts';

/**
 * The document around the report. Its policy lets a browser load nothing and
 * run nothing, whatever stands in the body; the empty icon keeps it from asking
 * a server for one.
 */
export const page = ({
  title,
  body,
}: {
  readonly title: string;
  readonly body: Markup;
}): string =>
  markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>
${PAGE_STYLE}${FIGURE_STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`.toString();
