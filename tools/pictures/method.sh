#!/usr/bin/env bash
# Draws tools/pictures/method.png, the README's picture, from a generated phantom. Build first: npm run build.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
node --input-type=module - "$work" <<'JS'
import { makePhantoms, phantomClasses } from '@spad/core/phantoms'
import { writeGray, writeLabelMap } from '@spad/node'
import { writeFileSync } from 'node:fs'
const folder = process.argv[2]
const classes = phantomClasses('oct')
for (const { name, image, truth } of makePhantoms({ kind: 'oct', count: 12, seed: 3, size: [128, 192] })) {
  await writeGray(`${folder}/images/${name}.png`, image)
  await writeLabelMap(`${folder}/masks/${name}.png`, truth, classes)
}
const labels = Object.fromEntries(classes.map(({ name, value }) => [name, value]))
writeFileSync(`${folder}/dataset.json`, JSON.stringify({ name: 'phantoms', labels }))
JS
node packages/node/bin/spad.js preview --data "$work" --case "${1:-oct-004}" --size 128x192 --out tools/pictures/method.png
