export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** `hardSwish` of `hard-swish`. */
export const camel = (name: string) => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** `HardSwish` of `hard-swish`. */
export const pascal = (name: string) => capital(camel(name.replace(/[^a-z0-9]+/g, '-')));
