// @ts-check
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fail } from '@spad/core'
import { compact, keyOf } from '../lines.mjs'
import { digest } from '../units.mjs'

const here = dirname(fileURLToPath(import.meta.url))

/** By nnU-Net's recipe, or by AdamW. */
export const PEERS = ['basic-unet', 'segresnet', 'dynunet'].flatMap((name) => [
  name,
  `${name}+adamw`,
])

/** @typedef {import('../lines.mjs').Line} Line */

/**
 * @typedef {object} PeerSetting
 * @property {string} work the folder for labels and scores
 * @property {ReadonlySet<string>} done keys of the lines that are there
 * @property {string | null} commit
 * @property {object} machine
 * @property {(argv: string[]) => Promise<string>} python calls it, and gives the last line that it prints
 * @property {(argv: string[]) => Promise<void>} spad calls the command
 */

/**
 * A peer's line beside one of ours: the same set, split and seed, and as many core-seconds of training.
 *
 * @param {Line} ours @param {string} peer of PEERS
 * @param {{ data: string, group: (name: string) => string }} place
 * @param {PeerSetting} setting
 * @returns {Promise<(Line & { parameters: number }) | undefined>} none if it is there already
 */
export async function peerLine(ours, peer, { data, group }, setting) {
  const { set, fold, regime, seed, split } = ours
  const seconds =
    ours.cpu?.train ?? fail('study', `a line of ${set} does not say how long it trained.`)
  const variant = `monai-${peer}`
  const config = digest({ peer, source: await sources(), like: ours.config })
  const about = { set, fold, variant, regime, seed, split, config }
  if (setting.done.has(keyOf(about))) return undefined
  const folder = join(setting.work, `${set}-${peer}-${seed}`)
  await mkdir(folder, { recursive: true })
  const plan = join(folder, 'plan.json')
  await setting.spad(['plan', '--data', data, '--json', plan])
  const [network = '', recipe = 'nnunet'] = peer.split('+')
  const words = [
    ...['--data', data, '--plan', plan, '--network', network, '--recipe', recipe],
    ...['--seconds', String(seconds), '--seed', String(seed), '--split', split, '--out', folder],
  ]
  const told = JSON.parse(await setting.python([join(here, 'train.py'), ...words]))
  const scores = await scoreLabels(data, folder, setting)
  const cpu = { train: told.train, score: told.score }
  return {
    ...about,
    ...{ steps: told.steps, parameters: told.parameters, commit: setting.commit },
    ...{ date: new Date().toISOString(), seconds: cpu, cpu, best: null },
    environment: { ...setting.machine, backend: `pytorch ${told.torch}` },
    ...compact(scores, group),
  }
}

/** All that decides what the peers do. */
async function sources() {
  const names = (await readdir(here)).filter((name) => name.endsWith('.py')).sort()
  return digest(await Promise.all(names.map((name) => readFile(join(here, name), 'utf8'))))
}

/** Of labels in a folder, by the command that scores anybody's. @param {string} data @param {string} folder @param {PeerSetting} setting */
async function scoreLabels(data, folder, { spad }) {
  const [labels, truth] = [join(folder, 'labels'), join(folder, 'truth')]
  await rm(truth, { recursive: true, force: true })
  await mkdir(truth)
  for (const name of await readdir(labels)) await cp(join(data, 'masks', name), join(truth, name))
  const file = join(folder, 'scores.json')
  const named = ['--labels', join(data, 'dataset.json'), '--json', file]
  await spad(['evaluate', '--prediction', labels, '--truth', truth, ...named])
  return JSON.parse(await readFile(file, 'utf8'))
}
