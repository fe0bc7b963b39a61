import type { ComparisonSummary } from './comparison-summary.js';
import type { StudySummary } from './study.js';

/** The summary as JSON text, with full precision. */
export function toJson(summary: ComparisonSummary | StudySummary): string {
  return `${JSON.stringify(summary, null, 2)}\n`;
}
