// @ts-check
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import Slugger from 'github-slugger'
import { Application } from 'typedoc'
import { MarkdownPageEvent } from 'typedoc-plugin-markdown'
import { packages, root } from '../../tools/checks/workspace.mjs'

const out = join(root, 'docs/generated/reference')

/** What is imported by name (`@spad/core/testing`, …), by what TypeDoc calls its file. */
export function entryPoints() {
  return packages.flatMap(({ name, folder, manifest }) =>
    Object.entries(manifest.exports)
      .filter(([, { '@spad/source': source }]) => source)
      .map(([subpath, { '@spad/source': source }]) => ({
        file: join(folder, source),
        called: join(name, source.replace(/(\/index)?\.ts$/, '')),
        imported: join(manifest.name, subpath),
      })),
  )
}

/**
 * Writes the reference from the docstrings: a page for each name that can be imported.
 *
 * @throws if TypeDoc finds a fault
 */
export async function writeReference() {
  rmSync(out, { recursive: true, force: true })
  const points = entryPoints()
  const app = await Application.bootstrapWithPlugins({
    ...settings,
    entryPoints: points.map(({ file }) => file),
    tsconfig: join(root, 'docs/reference.json'),
    out,
  })
  app.renderer.on(MarkdownPageEvent.END, (page) => {
    page.contents = withRightAnchors(page.contents ?? '')
  })
  const project = await app.convert()
  if (!project) throw new Error('TypeDoc could not read the sources.')
  for (const { called, imported } of points) {
    const page = project.children?.find((one) => one.name === called)
    if (!page) throw new Error(`TypeDoc has no module \`${called}\`.`)
    page.name = imported
  }
  await app.generateOutputs(project)
  if (app.logger.hasErrors()) throw new Error('TypeDoc found faults.')
}

/**
 * TypeDoc counts `Random.state` and `RandomState` as equal headings, and so numbers links to the second.
 *
 * @param {string} text
 */
function withRightAnchors(text) {
  const slugger = new Slugger()
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    slugger.slug(heading),
  )
  const there = new Set([...headings, ...[...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)])
  return text.replace(/\]\(#([^)]+)-\d+\)/g, (link, /** @type {string} */ name) =>
    there.has(link.slice(3, -1)) ? link : `](#${name})`,
  )
}

/** @type {import('typedoc').TypeDocOptions & Record<string, unknown>} */
const settings = {
  plugin: ['typedoc-plugin-markdown'],
  name: 'Reference',
  router: 'module',
  groupOrder: ['Functions', 'Classes', 'Interfaces', 'Type Aliases', 'Variables', '*'],
  entryFileName: 'index.md',
  readme: 'none',
  disableSources: true,
  disableGit: true,
  excludeExternals: true,
  excludeInternal: true,
  skipErrorChecking: true,
  logLevel: 'Warn',
  hideBreadcrumbs: true,
  hidePageHeader: true,
  useCodeBlocks: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  expandObjects: true,
}
