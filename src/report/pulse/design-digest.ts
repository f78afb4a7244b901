import { lexer } from 'marked';
import type { Token } from 'marked';
import { cleanText, oneLine } from '../../view/terminal-text.ts';

/** What a reader needs of design.md to have the system in mind. */
export type DesignDigest = {
  /** The overview's first paragraph, as one line of plain text. */
  readonly overview: string | null;
  /** The first diagram. */
  readonly diagram: {
    readonly language: string;
    readonly text: string;
  } | null;
};

const NO_DESIGN: DesignDigest = { overview: null, diagram: null };

/** The heading in the languages specs are written in. */
const OVERVIEW =
  /overview|introduction|summary|概要|はじめに|概述|概览|概覽|简介|개요|resumen|visi[oó]n general|vis[aã]o geral|übersicht|überblick|aperçu|vue d.ensemble|обзор/i;

const DIAGRAM_LANGUAGES = new Set([
  'mermaid',
  'plantuml',
  'puml',
  'dot',
  'graphviz',
  'd2',
]);

const LONGEST_OVERVIEW = 700;
const LONGEST_DIAGRAM = 6000;

/** Reads the overview and the first diagram of a design; both are optional. */
export function digestDesign(design: string | null): DesignDigest {
  if (design === null) return NO_DESIGN;
  const tokens = lexer(cleanText(design));
  return { overview: findOverview(tokens), diagram: findDiagram(tokens) };
}

/** The first prose below the overview's heading, or of the whole text where there is no such heading. */
function findOverview(tokens: readonly Token[]): string | null {
  const at = tokens.findIndex((token) => OVERVIEW.test(headingText(token)));
  const depth = depthOf(tokens[at]);
  const rest = tokens.slice(at + 1);
  const end = rest.findIndex((token) => depthOf(token) <= depth);
  const part = at === -1 || end === -1 ? rest : rest.slice(0, end);
  const prose =
    part.find((token) => token.type === 'paragraph') ??
    part.find((token) => token.type === 'list');
  if (prose === undefined) return null;
  const text = oneLine(plainText(prose));
  return text.length <= LONGEST_OVERVIEW
    ? text || null
    : `${text.slice(0, LONGEST_OVERVIEW).replace(/\s\S*$/, '')} …`;
}

const headingText = (token: Token): string =>
  token.type === 'heading' ? (token.text as string) : '';

const depthOf = (token: Token | undefined): number =>
  token?.type === 'heading' ? (token.depth as number) : Infinity;

/** The words of a token without its markup; HTML is left out. */
function plainText(token: Token): string {
  if (token.type === 'html') return '';
  if (token.type === 'br') return ' ';
  if (token.type === 'list')
    return (token.items as readonly Token[]).map(plainText).join('; ');
  if ('tokens' in token) return (token.tokens ?? []).map(plainText).join('');
  return 'text' in token ? (token.text as string) : '';
}

/** A block in a diagram language; else the first that is drawn with lines and boxes. */
function findDiagram(tokens: readonly Token[]): DesignDigest['diagram'] {
  const blocks = tokens.flatMap(codeBlocks);
  const found =
    blocks.find((block) => DIAGRAM_LANGUAGES.has(block.language)) ??
    blocks.find((block) => /[┌├└│─▶▼]|\+--|-->/.test(block.text));
  return found === undefined || found.text.length > LONGEST_DIAGRAM
    ? null
    : found;
}

/** Code blocks of a token, those in lists and quotes too. */
function codeBlocks(
  token: Token,
): readonly { readonly language: string; readonly text: string }[] {
  if (token.type === 'code') {
    const [language = ''] = ((token.lang as string | undefined) ?? '').split(
      /[\s{]/,
    );
    const safe = /^[\w+-]*$/.test(language) ? language.toLowerCase() : '';
    return [{ language: safe, text: token.text as string }];
  }
  if (token.type === 'list')
    return (token.items as readonly Token[]).flatMap(codeBlocks);
  return 'tokens' in token ? (token.tokens ?? []).flatMap(codeBlocks) : [];
}
