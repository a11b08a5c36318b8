// @ts-check
// Classes, cases and data sets whose names are scripts, formulas and escapes: reports and tables of them
// are looked at in Chromium, and nothing of it runs.
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright'
import { openDataset } from '@spad/node'
import { chromiumFlags, findChromium } from '../../vitest.shared.js'
import { writeData } from './phantoms.mjs'
import { startSpad } from './spad.mjs'
import { tinyFlags } from './training.mjs'

const NAMES = [
  '<img src=x onerror=window.hit=1>',
  '"><script>window.hit=1</script>',
  '=HYPERLINK("http://localhost:9/")',
  '\u001b]0;hit\u0007\u001b[31mred',
  "';window.hit=1;//",
  '</title></style><svg onload=window.hit=1>',
]

/** @param {import('./soak.mjs').Soak} soak */
export async function hostile({ times, check, skip }) {
  const browser = await chromium
    .launch({ executablePath: findChromium(), args: chromiumFlags })
    .catch((/** @type {Error} */ error) => {
      skip(`Chromium does not start: ${error.message.split('\n')[0]}`)
    })
  const dir = await mkdtemp(join(tmpdir(), 'spad-soak-'))
  try {
    for (const name of NAMES.slice(0, times(NAMES.length, 1))) {
      const place = join(dir, String(NAMES.indexOf(name)))
      await attempt(place, name, check)
      for (const page of browser ? await pagesIn(place) : [])
        check(await isQuiet(browser, page), `${name}: something runs in ${page}`)
    }
  } finally {
    await browser?.close()
    await rm(dir, { recursive: true, force: true })
  }
}

/** Trains and scores on a data set of such names. @param {string} place @param {string} name @param {import('./soak.mjs').Soak['check']} check */
async function attempt(place, name, check) {
  const [data, run] = [join(place, 'data'), join(place, 'run')]
  await describe(data, name)
  const csv = join(place, 'scores.csv')
  const commands = [
    ['train', '--data', data, '--out', run, ...tinyFlags(3)],
    [
      'evaluate',
      '--model',
      run,
      '--data',
      data,
      '--split',
      'train',
      '--report',
      join(place, 'report'),
      '--csv',
      csv,
    ],
    ['dataset', 'check', '--data', data],
  ]
  for (const command of commands) {
    const { status, text } = await startSpad(...command).ended
    check(status === 0 || status === 2, `${name}: ${command[0]} ended with ${status}: ${text}`)
    check(
      !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text.replace(/\r/g, '')),
      `${name}: ${command[0]} wrote control bytes`,
    )
  }
  const table = await readFile(csv, 'utf8').catch(() => '')
  check(!/(^|,)"?[=+@\t\r]/m.test(table), `${name}: a cell of the table is a formula`)
}

/** @param {string} data @param {string} name */
async function describe(data, name) {
  await writeData(data, 10)
  const { classes, files } = await openDataset(data)
  const labels = Object.fromEntries(classes.map((one, i) => [i === 1 ? name : one.name, one.value]))
  const colors = Object.fromEntries(classes.map((one, i) => [i === 1 ? name : one.name, one.color]))
  await writeFile(
    join(data, 'dataset.json'),
    JSON.stringify({ name, labels, colors, licence: name, origin: name, modality: name }),
  )
  const safe = name.replaceAll('/', '\u2215').slice(0, 60)
  for (const [folder, file] of /** @type {const} */ ([
    ['images', files[0]?.image],
    ['masks', files[0]?.mask],
  ]))
    await rename(file ?? '', join(data, folder, `${safe}.png`))
}

/** @param {string} dir */
async function pagesIn(dir) {
  const entries = await readdir(dir, { recursive: true })
  return entries.filter((name) => /\.(html|svg)$/.test(name)).map((name) => join(dir, name))
}

/** @param {import('playwright').Browser | void} browser @param {string} file */
async function isQuiet(browser, file) {
  const page = await browser?.newPage()
  if (!page) return true
  let asked = false
  page.on('dialog', (dialog) => void dialog.dismiss().then(() => (asked = true)))
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) asked = true
  })
  await page.goto(pathToFileURL(file).href)
  await page.waitForTimeout(300)
  const hit = await page.evaluate(() => 'hit' in window)
  await page.close()
  return !hit && !asked
}
