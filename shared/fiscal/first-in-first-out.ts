/** Money that came in, oldest first, and where it came from. */
export interface Layer<Source> {
  readonly source: Source
  readonly minor: bigint
}

/** Money that went out, or is asked for, oldest first, and what for. */
export interface Use<Target> {
  readonly target: Target
  readonly minor: bigint
}

export interface Attribution<Source, Target> {
  readonly parts: readonly { readonly source: Source; readonly target: Target; readonly minor: bigint }[]
  /** Of each layer, what nothing has used yet; layers that are used up are left out. */
  readonly left: readonly Layer<Source>[]
  /** Of each use, what no layer was there for; those that are covered are left out. */
  readonly uncovered: readonly Use<Target>[]
}

/**
 * Which money paid what, where money does not say so itself: the oldest money pays first (先进先出). Both lists are taken in the order
 * given; each part names one layer and one use, parts come in that order, and no amount is lost:
 * Σ layers = Σ parts + Σ left, Σ uses = Σ parts + Σ uncovered. Amounts are minor units and not negative.
 *
 * It is a convention, and says so where it is shown: a yuan has no name. The same convention answers which contribution of a tier
 * paid a claim, which settlement paid a debt, and how long what is left has lain.
 */
export function firstInFirstOut<Source, Target>(
  layers: readonly Layer<Source>[],
  uses: readonly Use<Target>[],
): Attribution<Source, Target> {
  const parts: { source: Source; target: Target; minor: bigint }[] = []
  const uncovered: Use<Target>[] = []
  const left = layers.map((layer) => ({ ...layer }))
  let oldest = 0
  for (const { target, minor: asked } of uses) {
    let open = asked
    for (let layer = left[oldest]; layer && open > 0n; layer = left[oldest]) {
      const minor = layer.minor < open ? layer.minor : open
      if (minor > 0n) parts.push({ source: layer.source, target, minor })
      layer.minor -= minor
      open -= minor
      if (layer.minor === 0n) oldest += 1
    }
    if (open > 0n) uncovered.push({ target, minor: open })
  }
  return { parts, left: left.filter(({ minor }) => minor > 0n), uncovered }
}
