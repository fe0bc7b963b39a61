export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** `hard-swish` to `hardSwish`. */
export const camel = (name: string) => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** `hard-swish` to `HardSwish`. */
export const pascal = (name: string) => capital(camel(name.replace(/[^a-z0-9]+/g, '-')));
