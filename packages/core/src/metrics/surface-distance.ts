import { type Mask, type Spacing, squaredDistances } from './distance-transform.js'

/** Distances from each edge pixel of one mask to the nearest edge pixel of the other, ascending. */
export interface SurfaceDistances {
  readonly fromTruth: Float64Array
  readonly fromPrediction: Float64Array
}

/**
 * Both directions of surface distances between two masks of one size that both have set pixels.
 *
 * Pixels outside count as unset, so masks may be cropped to the box around both.
 */
export function surfaceDistances(
  truth: Mask,
  prediction: Mask,
  spacing: Spacing,
): SurfaceDistances {
  return distancesBetween(edge(truth), edge(prediction), (edges) =>
    squaredDistances(edges, spacing),
  )
}

/** Something with a byte, 1 or 0, for each place. */
interface Edges {
  readonly data: Uint8Array
}

/** Both directions of distances between edges of pixels or voxels, by a transform of squared distances. */
export function distancesBetween<E extends Edges>(
  truth: E,
  prediction: E,
  transform: (edges: E) => Float64Array,
): SurfaceDistances {
  return {
    fromTruth: distancesAt(truth, transform(prediction)),
    fromPrediction: distancesAt(prediction, transform(truth)),
  }
}

/** Set pixels with an unset 4-neighbour: the mask minus its erosion by the 4-connected cross. */
function edge({ data, height, width }: Mask): Mask {
  const edges = new Uint8Array(data.length)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const i = y * width + x
      if (!data[i]) continue
      const inner =
        y > 0 &&
        y + 1 < height &&
        x > 0 &&
        x + 1 < width &&
        data[i - width] &&
        data[i + width] &&
        data[i - 1] &&
        data[i + 1]
      if (!inner) edges[i] = 1
    }
  return { data: edges, height, width }
}

function distancesAt(edges: Edges, squared: Float64Array): Float64Array {
  let count = 0
  for (const set of edges.data) count += set
  const distances = new Float64Array(count)
  for (let i = 0, next = 0; i < squared.length; i++)
    if (edges.data[i]) distances[next++] = Math.sqrt(squared[i]!)
  return distances.sort()
}
