import type { ListedActivation } from '@rectified/experiments';

/** `Lin, Chen, Yan 2013: Network In Network, arXiv 1312.4400`. */
export function describePaper({
  title,
  authors,
  year,
  arxiv,
  doi,
}: NonNullable<ListedActivation['paper']>): string {
  const number = arxiv !== undefined ? `, arXiv ${arxiv}` : doi !== undefined ? `, doi ${doi}` : '';
  return `${authors.join(', ')} ${year}: ${title}${number}`;
}
