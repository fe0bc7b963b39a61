export { bibliography } from './bibliography.js';
export type { Claim, ClaimPart } from './claims.js';
export { curvePanels, curves } from './curves.js';
export type { Difference } from './differences.js';
export { errorBySize } from './error-by-size.js';
export { findComparisons } from './find-comparisons.js';
export { type FollowOptions, follow, progressOf } from './follow.js';
export { forest } from './forest.js';
export { headline } from './headline.js';
export { type NetworkBlock, type NetworkLayer, networkBlocks } from './network-blocks.js';
export { networkDiagram } from './network-diagram.js';
export { networkTable } from './network-table.js';
export { type PaperTable, paperTable, paperTables } from './paper-tables.js';
export { type PlannedStep, planTable } from './plan-table.js';
export { type Comparison, readComparison } from './read-comparison.js';
export { shapes } from './shapes.js';
export { bySize, type NamedComparison, type StudySummary, summarizeStudy } from './study.js';
export {
  type ArmSummary,
  type ComparisonSummary,
  type MissingRun,
  type RunSummary,
  type SummarizeOptions,
  summarizeArms,
} from './summarize-arms.js';
export { toCsv } from './to-csv.js';
export { type PageComparison, type ReportPage, toHtml } from './to-html.js';
export { toJson } from './to-json.js';
export { toLatex } from './to-latex.js';
export { studyToMarkdown, toMarkdown } from './to-markdown.js';
export { type Report, type ReportOptions, writeReport } from './write-report.js';
export { type StudyReport, writeStudy } from './write-study.js';
