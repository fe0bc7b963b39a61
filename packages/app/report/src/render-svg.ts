import type { TopLevelSpec } from 'vega-lite';

/** Grid and frame that are visible on white and on black; text in the color of the surrounding text. */
const config = {
  aria: false,
  background: 'white',
  font: 'system-ui, sans-serif',
  view: { stroke: null },
  axis: {
    labelColor: 'currentColor',
    titleColor: 'currentColor',
    titleFontWeight: 'normal',
    domainColor: '#888888',
    tickColor: '#888888',
    gridColor: '#888888',
    gridOpacity: 0.25,
    labelFontSize: 11,
    labelFlush: false,
    titleFontSize: 12,
  },
  title: { color: 'currentColor', fontSize: 13, fontWeight: 600, anchor: 'start' },
  legend: {
    labelColor: 'currentColor',
    titleColor: 'currentColor',
    labelFontSize: 12,
    labelLimit: 0,
    symbolType: 'stroke',
    symbolSize: 400,
    symbolStrokeWidth: 2.5,
    symbolOpacity: 1,
    columns: 3,
    orient: 'bottom',
    direction: 'horizontal',
  },
} as const;

/**
 * A Vega-Lite chart as SVG text: dark on white on its own; within an HTML page, style sheets can make its first `rect`
 * transparent and change its `color`. Vega is only loaded here, because loading takes half a second.
 */
export async function renderSvg(spec: object, description: string): Promise<string> {
  const [{ parse, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const view = new View(parse(compile({ ...spec, config } as TopLevelSpec).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  const label = description.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
  return svg.replace('<svg ', `<svg role="img" aria-label="${label}" color="#1f2328" `);
}
