import { DatasetError } from '@rectified/dataset';

/** Redirects to follow; browsers follow 20. */
const MOST = 10;

/**
 * Requests `url` and follows redirects, which must stay on http and https. This is not left to `fetch`, which reports a loop or a
 * `file:` address like a broken connection.
 */
export async function follow(url: string, options: RequestInit): Promise<Response> {
  const seen = new Set<string>();
  let here = url;
  for (;;) {
    seen.add(here);
    const response = await fetch(here, { ...options, redirect: 'manual' });
    const target = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || response.status === 304 || target === null)
      return response;
    await response.body?.cancel();
    if (!URL.canParse(target, here)) throw astray(url, `a redirect to "${target}"`);
    const next = new URL(target, here);
    if (next.protocol !== 'https:' && next.protocol !== 'http:')
      throw astray(url, `a redirect to ${next.protocol}`);
    here = next.href;
    if (seen.has(here)) throw astray(url, `a redirect in a circle (${here})`);
    if (seen.size > MOST) throw astray(url, `more than ${MOST} redirects`);
  }
}

function astray(url: string, got: string): DatasetError {
  return new DatasetError({
    what: 'the server redirects to nothing usable',
    file: url,
    expected: 'a file, or a redirect to one by http or https',
    got,
    remedy: 'Check the address, or use another one',
  });
}
