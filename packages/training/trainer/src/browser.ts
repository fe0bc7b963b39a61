export * from './everywhere.js';
export { train } from './train-in-browser.js';
