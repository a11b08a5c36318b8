// @ts-check
import { writeDocuments } from './documents.mjs'
import { writeReference } from './reference.mjs'

// What the site has from elsewhere: the repository's documents, and the reference from the docstrings.
writeDocuments()
await writeReference()
