import { Command } from 'commander'
import { amount, configOf, configured, fail } from '@spad/core'
import { z } from 'zod'
import { fromAmdSd } from '../convert/from-amd-sd.js'
import { fromCoco } from '../convert/from-coco.js'
import { fromCsv } from '../convert/from-csv.js'
import { fromMsd } from '../convert/from-msd.js'
import { fromNnunet } from '../convert/from-nnunet.js'
import { fromVolumes } from '../convert/from-volumes.js'
import { buildTrainingPart, loadParts } from '../config/load-parts.js'
import type { Colors } from '../convert/colored-mask.js'
import type { CutOptions, RawSet } from '../convert/raw-case.js'
import { readColors } from '../convert/read-colors.js'
import { writeSet } from '../convert/write-set.js'
import { ALLOW_HELP } from './allow.js'
import { checkConfig } from '../config/check-config.js'
import { EXIT, type Finish } from './exit.js'
import { collect, collectSome, type Flags, gatherOptions, numeric, withExample } from './options.js'
import { patientLine } from './patient-line.js'
import { scanShape } from '../config/scan-shape.js'
import { isNamed } from '../config/scan-windows.js'
import { shownPath } from '../support/shown-path.js'
import type { Terminal } from './terminal.js'

const SOURCES: Readonly<Record<string, (path: string, colors?: Colors) => Promise<RawSet>>> = {
  nnunet: fromNnunet,
  msd: fromMsd,
  csv: fromCsv,
  'amd-sd': fromAmdSd,
  coco: fromCoco,
  volumes: fromVolumes,
}

const schema = z.strictObject({
  from: z.string().refine((name) => Object.hasOwn(SOURCES, name), {
    error: `must be ${Object.keys(SOURCES).join(', ')}`,
  }),
  path: z.string().min(1),
  out: z.string().min(1),
  colors: z.string().min(1).optional(),
  axis: scanShape.axis,
  window: scanShape.window,
  allow: scanShape.allow,
  channel: z.int().min(0).optional(),
  neighbours: z.int().min(0).max(1).optional(),
  spacing: z.number().positive().optional(),
  prepare: z.string().min(1).optional(),
  parts: z.string().min(1).optional(),
})

/** `spad dataset convert`: a data set of another form in, images/, masks/ and dataset.json out. */
export function datasetConvertCommand(terminal: Terminal, finish: Finish): Command {
  const command = new Command('convert')
    .description('Write a data set of another form as images/, masks/ and dataset.json.')
    .argument('<path>', 'its folder; of csv the table, of coco the JSON')
    .requiredOption('--from <form>', `its form: ${Object.keys(SOURCES).join(', ')}`)
    .requiredOption('--out <dir>', 'a new folder for the data set')
    .option('--colors <file>', 'of csv: JSON that names the colours of RGB masks, background first')
    .option('--axis <name>', 'slices of volumes: axial, coronal or sagittal (default: as taken)')
    .option(
      '--window <center,width>',
      'the values of volumes to keep, such as 40,400; of several channels CT=40,400, PET=none, …, again for each (default: by modality)',
      collectSome,
    )
    .option('--channel <n>', 'take one of several channels alone, from 0 (default: all)', numeric)
    .option('--neighbours <n>', '1: the slices below and above as channels (default: 0)', numeric)
    .option('--spacing <mm>', 'height and width of a pixel of a slice (default: as taken)', numeric)
    .option('--prepare <name>', 'a preparation of your own, of --parts (default: slices)')
    .option('--parts <file>', 'a module with preparations of your own')
    .option('--allow <fault>', ALLOW_HELP, collect)
  withExample(command, 'spad dataset convert --from nnunet Dataset042_Liver --out liver')
  return command.action(async (path: string, flags: Flags) => {
    finish(await convert({ ...flags, path }, terminal))
  })
}

/** A preparation by its name, told how volumes are to be cut. */
async function ownPrepare({
  prepare,
  parts,
  axis,
  window,
  neighbours,
  spacing,
}: Omit<z.output<typeof schema>, 'from' | 'path' | 'out' | 'colors'>): Promise<
  CutOptions['prepare']
> {
  if (prepare === undefined) {
    if (parts !== undefined)
      fail('node', `\`parts\` is ${parts}: say by \`--prepare NAME\` which of them is meant.`)
    return undefined
  }
  if (isNamed(window))
    fail(
      'node',
      `\`--window\` names the channel \`${window[0]?.name ?? ''}\`, and \`--prepare\` is ${prepare}: a preparation ` +
        'of your own is told one window, such as 40,400. Give one, or an option of its own.',
    )
  const told = Object.entries({ axis, window, neighbours, spacing })
  const options = Object.fromEntries(told.filter(([, value]) => value !== undefined))
  const config = { ...options, type: prepare }
  const part = buildTrainingPart('prepares', config, await loadParts(parts))
  return configured(part, { ...config, ...configOf(part) })
}

async function convert(flags: Flags, terminal: Terminal): Promise<number> {
  const { given, origin } = await gatherOptions(flags)
  const { from, path, out, colors, ...asked } = checkConfig(schema, given, origin)
  if (colors !== undefined && from !== 'csv')
    fail('node', `\`colors\` is ${colors}: it is for \`--from csv\`. Leave it out.`)
  const options = { ...asked, prepare: await ownPrepare(asked) }
  const read = SOURCES[from] ?? fail('node', `\`from\` is ${from}.`)
  const set = await read(path, colors === undefined ? undefined : await readColors(colors))
  for (const note of set.notes) terminal.err(`Note: ${note}.\n`)
  const line = patientLine(terminal, set.cases.length, 'converting')
  const written = await writeSet(out, set, options, (done, _, name) => {
    line.update(done, name)
  }).finally(() => {
    line.stop()
  })
  const { cases, pictures, problems } = written
  terminal.err(
    `Converted ${cases} of ${amount(set.cases.length, 'case')} into ${amount(pictures, 'image')} in ${shownPath(out)}\n` +
      `Look at it: spad dataset check --data ${shownPath(out)}\n`,
  )
  if (problems.length === 0) return EXIT.done
  terminal.err(`Left out:\n${problems.map((problem) => `  ${problem}\n`).join('')}`)
  return EXIT.misuse
}
