import { expect, it } from 'vitest';
import { checkPaper } from '../src/index.js';

const paper = { title: 'Rectifiers', authors: ['Xu'], year: 2015, arxiv: '1505.00853', doi: '10.1/x' };

it('passes what is complete', () => {
  expect(() => checkPaper(paper)).not.toThrow();
  expect(() => checkPaper({ ...paper, arxiv: 'cs.NE/0102003', doi: undefined })).not.toThrow();
});

it.each([
  [{ title: ' ' }, 'paper.title'],
  [{ authors: [] }, 'paper.authors'],
  [{ authors: [''] }, 'paper.authors'],
  [{ year: 15 }, 'paper.year: expected a year, got 15'],
  [{ arxiv: '1505' }, 'got "1505"'],
  [{ doi: 'doi:10.1/x' }, 'paper.doi'],
])('finds %j', (change, message) => {
  expect(() => checkPaper({ ...paper, ...change })).toThrow(message);
});
