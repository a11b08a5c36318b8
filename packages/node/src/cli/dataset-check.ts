import { amount, SpadError } from '@spad/core'
import { Command } from 'commander'
import { z } from 'zod'
import { duplicateMeter } from '../data/duplicates.js'
import { withAllProblems } from '../data/all-problems.js'
import { openDataset, type FolderDataset } from '../data/open-dataset.js'
import type { Splits } from '../data/splits.js'
import type { Survey } from '../data/survey.js'
import { surveyDataset } from '../data/survey-dataset.js'
import { surveyText } from '../data/survey-text.js'
import { type Fingerprint, fingerprintMeter } from '../planning/fingerprint.js'
import { digits, percent } from '../planning/percent.js'
import { writeAtomically } from '../files/atomic.js'
import { checkConfig } from '../config/check-config.js'
import { checkOutputs } from './check-outputs.js'
import { EXIT, type Finish } from './exit.js'
import { groupsOf } from '../config/groups-of.js'
import { type Flags, gatherOptions, GROUP_PATTERN_HELP, withExample } from './options.js'
import { whileCopying } from './open-watched.js'
import { patientLine } from './patient-line.js'
import { isS3 } from '../s3/address.js'
import { fetchDataset } from '../s3/fetch-dataset.js'
import { shownPath } from '../support/shown-path.js'
import type { Terminal } from './terminal.js'
import { textTable } from '../support/text-table.js'

const schema = z.strictObject({
  data: z.string().min(1),
  groupPattern: z.string().optional(),
  json: z.string().min(1).optional(),
})

/** Warnings of what may be as it should: a class that few cases have, a background of another name. */
const MILD = /(validation says|test scores say) nothing about it$|call it background$/

/** `spad dataset check`: all that is wrong with a data set, and what it looks like. */
export function datasetCheckCommand(terminal: Terminal, finish: Finish): Command {
  const command = new Command('check')
    .description(
      'Look at every case: problems all together, classes, splits, sizes, duplicates. Ends with 2 if ' +
        'something is wrong.',
    )
    .option(
      '--data <dir>',
      'the data set: images/, masks/ and perhaps dataset.json; in S3 s3://BUCKET/FOLDER',
    )
    .option('--group-pattern <regex>', GROUP_PATTERN_HELP)
    .option('--json <file>', 'write what was found as JSON')
  withExample(command, 'spad dataset check --data my-images')
  return command.action(async (flags: Flags) => {
    finish(await check(flags, terminal))
  })
}

async function check(flags: Flags, terminal: Terminal): Promise<number> {
  const { given, origin } = await gatherOptions(flags)
  const { data: dir, json, ...groups } = checkConfig(schema, given, origin)
  await checkOutputs({ json }, ['json'])
  const place = isS3(dir) ? await whileCopying(terminal, (s3) => fetchDataset(dir, s3)) : dir
  const { data, survey, fingerprint } = await withAllProblems(place, async () => {
    const opened = await whileCopying(terminal, (s3) =>
      openDataset(dir, { ...groupsOf(groups), s3 }),
    )
    return { data: opened, ...(await lookAt(opened, terminal)) }
  })
  const splits = splitRows(data)
  const warnings = [...survey.warnings, ...(typeof splits === 'string' ? [splits] : [])]
  terminal.out(`${surveyText({ ...survey, warnings })}\n\n`)
  if (typeof splits !== 'string') terminal.out(`${textTable(splits)}\n`)
  terminal.out(fingerprintText(fingerprint))
  if (json !== undefined) {
    await writeAtomically(json, `${JSON.stringify({ survey, fingerprint }, undefined, 2)}\n`)
    terminal.err(`Written: ${shownPath(json)}\n`)
  }
  const wrong = warnings.filter((warning) => !MILD.test(warning)).length
  const cases = `${amount(data.names.length, 'case')}, ${amount(warnings.length, 'warning')}`
  terminal.err(`${shownPath(data.place)} is ${wrong > 0 ? 'not sound' : 'sound'}: ${cases}\n`)
  return wrong > 0 ? EXIT.misuse : EXIT.done
}

async function lookAt(
  data: FolderDataset,
  terminal: Terminal,
): Promise<{ readonly survey: Survey; readonly fingerprint: Fingerprint }> {
  const line = patientLine(terminal, data.files.length, 'looking')
  const meter = fingerprintMeter(data.classes)
  const same = duplicateMeter()
  let looked = 0
  try {
    const survey = await surveyDataset(data, {
      onCase: (sample) => {
        meter.add(sample)
        same.add(sample)
        line.update(++looked, sample.name)
      },
    })
    const notes = [...survey.notes, ...same.result()]
    return { survey: { ...survey, notes }, fingerprint: meter.result() }
  } finally {
    line.stop()
  }
}

/** How many cases and groups each split has, or why there are no splits. */
function splitRows(data: FolderDataset): string[][] | string {
  let splits: Splits
  try {
    splits = data.splits
  } catch (error) {
    if (error instanceof SpadError) return error.problem.replace(/\.$/, '')
    throw error
  }
  const { train, val, test } = splits
  return [
    ['split', 'cases', 'groups'],
    ...Object.entries({ training: train, validation: val, test }).map(([name, cases]) => [
      name,
      String(cases.length),
      String(new Set(cases.map(data.groupOf)).size),
    ]),
  ]
}

function fingerprintText({ height, width, classes }: Fingerprint): string {
  const range = ({ min, median, max }: Fingerprint['height']): string =>
    min === max ? String(min) : `${min} to ${max} (median ${median})`
  return (
    `Images are ${range(width)} pixels wide and ${range(height)} high.\n` +
    classes
      .slice(1)
      .map(
        ({ name, cases, share, thickness }) =>
          `${name}: in ${amount(cases, 'case')}, where it has ${percent(share)} of the pixels and is ` +
          `about ${digits(thickness)} pixels thick (medians)\n`,
      )
      .join('')
  )
}
