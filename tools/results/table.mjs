#!/usr/bin/env node
/**
 * Turns the lines of run.mjs into a table: mean ± standard deviation over seeds.
 *
 *   node tools/results/table.mjs FILE.jsonl > FILE.md
 */
import { readFileSync } from 'node:fs'

const [, , file] = process.argv
if (!file) {
  console.error('usage: table.mjs FILE.jsonl')
  process.exit(2)
}
const runs = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))
const sets = [...new Set(runs.map(({ set }) => set))]
const recipes = [...new Set(runs.map(({ recipe }) => recipe))].sort()

console.log(
  '| Set (test split) | Arguments | Recipe | Seeds | Dice | HD95, px | ASSD, px | NSD, 2 px |',
)
console.log('|---|---|---|---|---|---|---|---|')
for (const set of sets)
  for (const recipe of recipes) {
    const here = runs.filter((run) => run.set === set && run.recipe === recipe)
    const cells = ['dice', 'hd95', 'assd', 'nsd'].map((metric) =>
      spread(
        here.map(({ mean }) => mean[metric]),
        metric === 'dice' || metric === 'nsd' ? 3 : 1,
      ),
    )
    const args = (here[0]?.args ?? []).join(' ')
    console.log(`| ${set} | ${args} | ${recipe} | ${here.length} | ${cells.join(' | ')} |`)
  }

console.log('\nspad − unet, Dice, the same seed:\n')
for (const set of sets) {
  const dice = (recipe, seed) =>
    runs.find((run) => run.set === set && run.recipe === recipe && run.seed === seed)?.mean.dice
  const seeds = [...new Set(runs.filter((run) => run.set === set).map(({ seed }) => seed))]
  const gains = seeds
    .map((seed) => dice('spad', seed) - dice('unet', seed))
    .filter((gain) => Number.isFinite(gain))
  const list = gains.map((gain) => gain.toFixed(3)).join(', ')
  if (gains.length > 0) console.log(`- ${set}: ${list}; ${spread(gains, 3)}`)
}

console.log('\nDice by class, over the cases that have it in truth or prediction:\n')
for (const set of sets)
  for (const recipe of recipes) {
    const here = runs.filter((run) => run.set === set && run.recipe === recipe)
    const names = (here[0]?.classes ?? []).map(({ name }, i) => {
      const values = here.map(({ classes }) => classes[i].dice)
      return `${name} ${spread(values, 3)}`
    })
    console.log(`- ${set}, ${recipe}: ${names.join('; ')}`)
  }

const { cpu, cores, node } = runs[0].machine
const hours = runs.reduce((sum, { seconds }) => sum + seconds, 0) / 3600
console.log(
  `\nMade on ${cpu}, ${cores} cores, Node ${node}; ${runs.length} trainings, ${hours.toFixed(1)} h, ` +
    'one core each, on a machine with other work.',
)

function spread(values, digits) {
  const known = values.filter((value) => value !== null && value !== undefined)
  if (known.length === 0) return '–'
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const deviation = known.length > 1 ? Math.sqrt(squares / (known.length - 1)) : NaN
  return known.length > 1
    ? `${mean.toFixed(digits)} ± ${deviation.toFixed(digits)}`
    : mean.toFixed(digits)
}
