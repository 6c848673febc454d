import { readdirSync } from 'node:fs'

/** `pnpm bench [name …]`: runs what is measured, all of it or by name; each prints its baseline, ours and the ratio. */
const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''))
  .toSorted()
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !known.includes(name))

if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')} · usage: pnpm bench [${known.join(' | ')}]`)
  process.exitCode = 2
} else {
  for (const name of asked.length > 0 ? asked : known) {
    console.log(`\n# ${name}`)
    const { run } = (await import(`./${name}.bench.ts`)) as { run: () => Promise<void> | void }
    await run()
  }
}
