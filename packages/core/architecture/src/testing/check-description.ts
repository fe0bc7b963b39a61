import assert from 'node:assert/strict';
import { checkPaper } from '@rectified/testing';
import type { Architecture } from '../architecture.js';

/** Checks everything about an architecture that can be checked without building it. */
export function checkDescription({ name, title, paper, published, options, build }: Architecture): void {
  assert.match(
    String(name),
    /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    `name: expected lower case with hyphens, got "${name}"`,
  );
  assert.ok(title?.trim(), 'title: expected the name for tables and legends, got nothing');
  checkPaper(paper);
  const { dataset, classes, shape } = published ?? {};
  assert.ok(dataset?.trim(), 'published.dataset: expected the name of a dataset, got nothing');
  assert.ok(
    [classes, ...(shape ?? [])].every((size) => Number.isInteger(size) && size > 0) && shape?.length === 3,
    `published: expected classes, and shape as [height, width, channels], got ${classes} and [${shape}]`,
  );
  assert.equal(typeof build, 'function', `build: expected a function, got ${typeof build}`);
  assert.ok(
    options !== null && typeof options === 'object',
    'options: expected an object, {} where there are none',
  );
  for (const [option, { check, help, default: value }] of Object.entries(options)) {
    const reserved = ['classes', 'activation', 'shape', 'seed'].includes(option);
    assert.ok(!reserved, `option ${option}: every network has it, so it must not be described`);
    assert.ok(help?.trim(), `option ${option}: expected help, got nothing`);
    assert.equal(typeof check?.fits, 'function', `option ${option}: expected a check of @rectified/errors`);
    const fits = value === undefined || check.fits(value);
    assert.ok(fits, `option ${option}: the default ${JSON.stringify(value)} is not ${check.expected}`);
  }
}
