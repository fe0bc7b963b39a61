/** `30730000` as `30,730,000`. */
export const thousands = (n: number): string => n.toLocaleString('en');
