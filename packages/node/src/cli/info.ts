import { createRequire } from 'node:module'
import { shippedModels } from '@spad/models'
import { Command } from 'commander'
import { listBackends } from '../backend/list-backends.js'
import { useBackend } from '../backend/use-backend.js'
import { backendTable } from './backend-table.js'
import { EXIT, type Finish } from './exit.js'
import { ALLOW_HELP, allowed } from './allow.js'
import { loadWithParts } from '../config/load-with-parts.js'
import { modelCard } from './model-card.js'
import { collect, type Flags, withExample } from './options.js'
import { showFiles } from './scan-info.js'
import type { Terminal } from './terminal.js'
import { textTable } from '../support/text-table.js'
import { version } from '../support/version.js'

/** `spad info`: what works on this machine, or what a model is. */
export function infoCommand(terminal: Terminal, finish: Finish): Command {
  const command = new Command('info')
    .description(
      'Show versions, backends and the models that come with spad, or what a model or a medical file is.',
    )
    .argument('[file...]', 'medical files, or folders with series: say what they are')
    .option('--model <model>', 'a run, a folder with model.json, or a name: show what it is')
    .option('--parts <file>', 'a module with parts of your own that the model is made of')
    .option('--json', 'print JSON')
    .option('--allow <fault>', ALLOW_HELP, collect)
  withExample(
    command,
    'spad info',
    'spad info --model runs/first',
    'spad info --model oct-fluid',
    'spad info scan.nii.gz series-folder',
  )
  return command.action(async (files: string[], flags: Flags) => {
    const json = flags.json === true
    if (files.length > 0) await showFiles(files, { json, allow: allowed(flags.allow) }, terminal)
    else if (typeof flags.model === 'string') await showModel(flags.model, flags, terminal)
    else await showMachine(json, terminal)
    finish(EXIT.done)
  })
}

async function showModel(place: string, flags: Flags, terminal: Terminal): Promise<void> {
  const parts = typeof flags.parts === 'string' ? flags.parts : undefined
  await useBackend('cpu')
  const loaded = await loadWithParts([place], parts)
  try {
    terminal.out(
      flags.json === true
        ? `${JSON.stringify(loaded.metadata, undefined, 2)}\n`
        : modelCard(loaded),
    )
  } finally {
    loaded.model.denoiser.dispose()
  }
}

async function showMachine(json: boolean, terminal: Terminal): Promise<void> {
  const versions = {
    spad: version,
    node: process.versions.node,
    tfjs: versionOf('@tensorflow/tfjs-core'),
    platform: `${process.platform} ${process.arch}`,
  }
  const backends = await listBackends()
  if (json) {
    terminal.out(`${JSON.stringify({ versions, backends, models: shippedModels }, undefined, 2)}\n`)
    return
  }
  terminal.out(textTable([['', 'version'], ...Object.entries(versions)]))
  terminal.out('\n')
  terminal.out(backendTable(backends))
  terminal.out('\n')
  const models = [['model', 'finds'], ...Object.entries(shippedModels)]
  terminal.out(textTable(models, ['left', 'left']))
}

function versionOf(name: string): string {
  try {
    return (createRequire(import.meta.url)(`${name}/package.json`) as { version: string }).version
  } catch {
    return 'not found'
  }
}
