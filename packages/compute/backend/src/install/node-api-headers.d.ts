/** The package has no type declarations of its own. */
declare module 'node-api-headers' {
  const headers: { include_dir: string };
  export default headers;
}
