// @ts-check
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { fail } from '@spad/core'

const here = dirname(fileURLToPath(import.meta.url))

const FLAGS = /** @type {const} */ ({
  plan: { type: 'string' },
  data: { type: 'string' },
  out: { type: 'string' },
  work: { type: 'string' },
  jobs: { type: 'string' },
  backend: { type: 'string' },
  sets: { type: 'string' },
  variants: { type: 'string' },
  regimes: { type: 'string' },
  seeds: { type: 'string' },
  split: { type: 'string' },
  screen: { type: 'boolean' },
  train: { type: 'boolean' },
  quick: { type: 'boolean' },
  list: { type: 'boolean' },
  queue: { type: 'string' },
  serve: { type: 'boolean' },
})

/**
 * What run.mjs was called with, checked.
 *
 * @throws SpadError naming the first flag that is wrong
 */
export function readFlags() {
  const given = parsed()
  const quick = given.quick === true
  const work = resolve(given.work ?? join(tmpdir(), quick ? 'spad-quick-study' : 'spad-study'))
  const out = given.out ?? (quick ? join(work, 'lines.jsonl') : undefined)
  for (const other of /** @type {const} */ (['screen', 'quick']))
    if (given.train && given[other])
      fail('study', `\`--train\` is given with \`--${other}\`, which needs scores. Leave one out.`)
  if (given.train && given.queue !== undefined)
    fail('study', '`--train` is given with `--queue`, whose tasks are lines. Leave one out.')
  if (given.serve && given.queue === undefined)
    fail('study', '`--serve` is given without `--queue`: name the broker that tasks come from.')
  if (out === undefined && !given.list && !given.train && !given.serve)
    fail('study', '`--out` is missing: name the file for the lines, such as study.jsonl.')
  const words = (/** @type {string | undefined} */ text) => text?.split(',').filter(Boolean)
  if (given.split !== undefined && given.split !== 'val' && given.split !== 'test')
    fail('study', `\`--split\` is ${given.split}: it must be val or test.`)
  return {
    plan: given.plan ?? join(here, quick ? 'quick.yaml' : 'study.yaml'),
    data: given.data,
    out: resolve(out ?? ''),
    work,
    jobs: given.jobs === undefined ? undefined : whole('jobs', given.jobs, 1),
    backend: given.backend,
    sets: words(given.sets),
    variants: words(given.variants),
    regimes: words(given.regimes),
    seeds: words(given.seeds)?.map((seed) => whole('seeds', seed, 0)),
    split: /** @type {'val' | 'test' | undefined} */ (given.split),
    screen: given.screen === true,
    train: given.train === true,
    quick,
    list: given.list === true,
    queue: given.queue,
    serve: given.serve === true,
  }
}

function parsed() {
  try {
    return parseArgs({ options: FLAGS }).values
  } catch (error) {
    const known = Object.keys(FLAGS).map((flag) => `--${flag}`)
    const said = error instanceof Error ? error.message.split('.')[0] : String(error)
    return fail('study', `${said}. There are ${known.join(', ')}.`)
  }
}

/** @param {string} flag @param {string} text @param {number} min */
function whole(flag, text, min) {
  const value = Number(text)
  if (!Number.isInteger(value) || value < min)
    fail(
      'study',
      `\`--${flag}\` is ${text}: it must be ${flag === 'seeds' ? 'integers' : 'an integer'} from ${min}.`,
    )
  return value
}
