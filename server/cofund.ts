/**
 * The command line: `pnpm cofund <verb> …`. Each verb stands in a file of its own, loaded only when it is called, so that
 * `calc` needs no database. A verb returns its exit code: 0 done, 1 failed, 2 called wrongly.
 */
const verbs: Readonly<Record<string, () => Promise<{ run: (args: readonly string[]) => Promise<number> }>>> = {
  admin: () => import('./cli/admin.cli.ts'),
  backup: () => import('./cli/backup.cli.ts'),
  calc: () => import('./cli/calc.cli.ts'),
  checkpoint: () => import('./cli/checkpoint.cli.ts'),
  'export-evidence': () => import('./cli/export-evidence.cli.ts'),
  import: () => import('./cli/import.cli.ts'),
  migrate: () => import('./cli/migrate.cli.ts'),
  restore: () => import('./cli/restore.cli.ts'),
  seed: () => import('./cli/seed.cli.ts'),
  verify: () => import('./cli/verify.cli.ts'),
}

const [verb = '', ...args] = process.argv.slice(2)
const load = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined
if (load) {
  process.exitCode = await (await load()).run(args)
} else {
  console.error(`${verb ? `There is no verb ${verb}` : 'Which verb?'} · usage: pnpm cofund <${Object.keys(verbs).join(' | ')}>`)
  process.exitCode = 2
}
