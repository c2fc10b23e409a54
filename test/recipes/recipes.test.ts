import { describe, expect, it } from 'vitest';
import { parseInput, printInput } from '../../src/input/text.ts';
import { Executor } from '../../src/judge/executor.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { SILENT } from '../../src/machine/probe.ts';
import type { Recipe } from './recipe.ts';
import { type Prepared, prepare } from './recipe-input.ts';
import { RecipeRun } from './recipe-run.ts';
import { RECIPES } from './recipe-table.ts';

const OPTIONS = { oracle: true, auditor: true, paranoid: true };
/** The device was seen without the rest of its machine: with Q29 no register but the first of a page is reached. */
const V11 = parseDesign('iopmp-v11', '-Q29');
const FIXED = parseDesign('fixed');
const POSTED = parseDesign('posted');

const prepared = new Map(RECIPES.map((recipe) => [recipe, prepare(recipe)]));
const runs = { v11: new RecipeRun(V11), fixed: new RecipeRun(FIXED), posted: new RecipeRun(POSTED) };
const judges = { v11: new Executor(V11, SILENT, OPTIONS), fixed: new Executor(FIXED, SILENT, OPTIONS) };

function preparedFor(recipe: Recipe): Prepared {
  return prepared.get(recipe) ?? expect.fail(recipe.id);
}

describe('a recipe of iopmp.md 7.9', () => {
  it.each(RECIPES)('$id is an input that its text spells', (recipe) => {
    const { input } = preparedFor(recipe);
    const again = parseInput(printInput(input), recipe.id).input;
    expect(again.findIndex((word, i) => word !== input[i])).toBe(-1);
  });

  it.each(RECIPES)('$id shows on the TLB of the series what was observed: $does', (recipe) => {
    expect(runs.v11.shows(preparedFor(recipe))).toBe(recipe.observed);
    expect(judges.v11.run(preparedFor(recipe).input)).toBeDefined();
  });

  it.each(RECIPES)('$id shows on the mended design what is correct: $does', (recipe) => {
    expect(runs.fixed.shows(preparedFor(recipe))).toBe(recipe.correct);
    expect(judges.fixed.run(preparedFor(recipe).input)).toBeUndefined();
  });

  it.each(RECIPES)('$id shows as posted on TLB v2 what was observed, or what is listed', (recipe) => {
    expect(runs.posted.shows(preparedFor(recipe))).toBe(recipe.v2?.shows ?? recipe.observed);
    expect(recipe.v2?.shows).not.toBe(recipe.observed);
  });
});
