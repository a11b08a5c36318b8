// @ts-check
import { packages } from '../../tools/checks/workspace.mjs'
import { entryPoints } from '../site/reference.mjs'

/** @param {string} text @param {string} link */
const page = (text, link) => ({ text, link })

const howTo = [
  page('Train on your own images', '/how-to/train'),
  page('A noise of your own', '/how-to/noise'),
  page('A schedule of your own', '/how-to/schedule'),
  page('A loss of your own', '/how-to/loss'),
  page('A data set of your own', '/how-to/data'),
  page('A format of your own', '/how-to/format'),
  page('A backend of your own', '/how-to/backend'),
  page('In a page and in a viewer', '/how-to/viewer'),
  page('On a server', '/how-to/server'),
]

const concepts = [
  page('Three parts', '/concepts/'),
  page('Four schedules', '/concepts/schedules'),
  page('Several readers', '/concepts/readers'),
  page('Every part and its options', '/parts'),
  page('Architecture', '/project/architecture'),
]

const results = [
  page('In short', '/results'),
  page('The study', '/project/study-results'),
  page('How it was measured', '/project/study'),
  page('Speed', '/project/bench'),
]

const project = [
  page('Contributing', '/project/contributing'),
  page('Security', '/project/security'),
  page('Changes', '/project/changelog'),
]

export const nav = [
  page('Start', '/start'),
  page('How to', '/how-to/train'),
  page('Concepts', '/concepts/'),
  page('Results', '/results'),
  page('Reference', '/reference/'),
]

const guide = [
  { text: 'Start', items: [page('Start', '/start')] },
  { text: 'How to', items: howTo },
  { text: 'Concepts', items: concepts },
  { text: 'Results', items: results },
  {
    text: 'Packages',
    collapsed: true,
    items: packages.map(({ name }) => page(`@spad/${name}`, `/packages/${name}`)),
  },
  { text: 'Project', collapsed: true, items: project },
]

const reference = [
  {
    text: 'Reference',
    items: entryPoints().map(({ imported }) => page(imported, `/reference/${imported}`)),
  },
]

export const sidebar = { '/reference/': reference, '/': guide }
