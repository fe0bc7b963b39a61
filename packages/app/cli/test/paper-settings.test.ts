import { mergeConfig } from '@rectified/experiments';
import { paperTables } from '@rectified/report';
import { expect, it } from 'vitest';

// The report says what is not the paper's setting; what that is, the recipes say.
it.each(paperTables)("Table $table: the report's settings are those of the recipe", async (table) => {
  const { dataset, architecture, epochs, settings } = table;
  const { config } = await mergeConfig({ dataset, architecture });
  const { architectureOptions, ...others } = config;
  expect({ augment: 'none', ...others, ...architectureOptions }).toMatchObject(settings);
  expect(config.epochs).toBe(epochs);
  expect(Object.keys(config.optimizer).sort()).toEqual(Object.keys(settings.optimizer as object).sort());
});
