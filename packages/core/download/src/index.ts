export { askJson } from './ask-json.js';
export { checkFetch } from './check-fetch.js';
export { fetchFolder, type Patience, type Wanted } from './fetch-folder.js';
export { isFileError } from './file-error.js';
export { openParquet, type Parquet } from './parquet.js';
export { hub, mirror, type Place, placeOf } from './place.js';
export type { Limits, Making, Source, SourceFile } from './source.js';
