export { curves } from './curves.js';
export type { Difference } from './differences.js';
export { type NetworkBlock, type NetworkLayer, networkBlocks } from './network-blocks.js';
export { networkDiagram } from './network-diagram.js';
export { networkTable } from './network-table.js';
export { type PaperTable, paperTable, paperTables } from './paper-tables.js';
export { type Comparison, readComparison } from './read-comparison.js';
export { shapes } from './shapes.js';
export {
  type ArmSummary,
  type ComparisonSummary,
  type MissingRun,
  type RunSummary,
  type SummarizeOptions,
  summarizeArms,
} from './summarize-arms.js';
export { toCsv } from './to-csv.js';
export { type Figures, toHtml } from './to-html.js';
export { toJson } from './to-json.js';
export { toMarkdown } from './to-markdown.js';
export { type Report, type ReportOptions, writeReport } from './write-report.js';
