#!/usr/bin/env bash
# `spad native install` from source, for a clone that is not built: tools/native-addon.sh [--cuda]
exec node --conditions=@spad/source --import tsx "$(dirname "$0")/../packages/node/tests/cli/spad.ts" \
  native install "$@"
