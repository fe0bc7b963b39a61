/** Throws unless a description says where its subject was published: title, authors, year, and well-formed numbers. */
export function checkPaper(paper: {
  readonly title: string;
  readonly authors: readonly string[];
  readonly year: number;
  readonly arxiv?: string;
  readonly doi?: string;
}): void {
  const { title, authors, year, arxiv, doi } = paper ?? {};
  demand(title?.trim(), 'paper.title: expected the title of the publication, got nothing');
  demand(
    authors?.length > 0 && authors.every((author) => author.trim()),
    'paper.authors: expected family names, got none',
  );
  demand(
    Number.isInteger(year) && year >= 1900 && year <= new Date().getFullYear() + 1,
    `paper.year: expected a year, got ${year}`,
  );
  demand(
    arxiv === undefined || /^(\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?\/\d{7})$/.test(arxiv),
    `paper.arxiv: expected a number such as 1505.00853, got "${arxiv}"`,
  );
  demand(
    doi === undefined || /^10\.\d+\/\S+$/.test(doi),
    `paper.doi: expected a DOI such as 10.1109/5.771073, got "${doi}"`,
  );
}

function demand(fact: unknown, message: string): asserts fact {
  if (!fact) throw new Error(message);
}
