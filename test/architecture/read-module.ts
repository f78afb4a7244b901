import ts from 'typescript';

/** What one source file imports and how it exports. */
export type SourceModule = {
  /** Relative to the source folder, posix separators. */
  readonly path: string;
  readonly imports: readonly Import[];
  readonly hasDefaultExport: boolean;
  /** It has no code of its own, only names passed on. */
  readonly isBarrel: boolean;
};

export type Import = {
  /** Null where it is computed. */
  readonly specifier: string | null;
  readonly line: number;
};

/** Reads a file with the compiler's own parser, so that no form of import is missed. */
export function readModule(path: string, text: string): SourceModule {
  const source = ts.createSourceFile(
    path,
    text,
    ts.ScriptTarget.Latest,
    true,
    path.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
  return {
    path,
    imports: importsOf(source),
    hasDefaultExport: source.statements.some(isDefaultExport),
    isBarrel: isBarrel(source),
  };
}

function importsOf(source: ts.SourceFile): readonly Import[] {
  const imports: Import[] = [];
  const visit = (node: ts.Node): void => {
    const found = importedBy(node);
    if (found !== undefined) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      imports.push({
        specifier:
          found !== null && ts.isStringLiteralLike(found) ? found.text : null,
        line: line + 1,
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  for (const { fileName } of source.referencedFiles) {
    imports.push({ specifier: fileName, line: 1 });
  }
  return imports;
}

/** The expression that names what a node imports; undefined where it imports nothing. */
function importedBy(node: ts.Node): ts.Node | null | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node))
    return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node))
    return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : null;
  if (!ts.isCallExpression(node)) return undefined;
  const { expression } = node;
  const isImport =
    expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(expression) && expression.text === 'require');
  return isImport ? (node.arguments[0] ?? null) : undefined;
}

function isDefaultExport(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true;
  if (ts.isExportDeclaration(statement)) {
    const clause = statement.exportClause;
    return (
      clause !== undefined &&
      ts.isNamedExports(clause) &&
      clause.elements.some(({ name }) => name.text === 'default')
    );
  }
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(
      ({ kind }) => kind === ts.SyntaxKind.DefaultKeyword,
    )
  );
}

function isBarrel({ statements }: ts.SourceFile): boolean {
  const own = statements.filter(
    (statement) => !ts.isImportDeclaration(statement),
  );
  return own.length > 0 && own.every(ts.isExportDeclaration);
}
