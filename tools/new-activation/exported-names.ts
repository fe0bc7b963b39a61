import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** The names that a package's `src/index.ts` exports from its own files, including types. */
export function exportedNames(index: string): string[] {
  const source = ts.createSourceFile(index, readFileSync(index, 'utf8'), ts.ScriptTarget.Latest);
  return source.statements
    .filter(ts.isExportDeclaration)
    .flatMap(({ exportClause }) =>
      exportClause !== undefined && ts.isNamedExports(exportClause)
        ? exportClause.elements.map(({ name }) => name.text)
        : [],
    )
    .filter((name) => name !== 'default');
}
