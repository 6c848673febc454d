import { connect } from '@cofund/db/connect'
import type { TestDatabase } from '../kit/database.ts'
import { asOwner, enterTestCluster, onDatabase, prepareTemplate, templateName } from '../kit/test-cluster.ts'

/** A migrated, empty database for what one bench measures, gone when it has; its owner's statements take as long as they take. */
export async function onBenchDatabase(measure: (database: TestDatabase) => Promise<void>): Promise<void> {
  const cluster = await enterTestCluster()
  const name = `test_${process.pid}_bench`
  try {
    await prepareTemplate(cluster)
    await asOwner(cluster.ownerUrl, `create database ${name} template ${templateName()} strategy file_copy`)
    const ownerUrl = onDatabase(cluster.ownerUrl, name)
    const appUrl = onDatabase(cluster.appUrl, name)
    const owner = connect(ownerUrl, { name: 'bench owner', statementTimeoutMs: 0 })
    const app = connect(appUrl, { name: 'bench' })
    const close = async () => void (await Promise.all([owner.destroy(), app.destroy()]))
    await measure({ owner, app, ownerUrl, appUrl, close }).finally(close)
  } finally {
    await asOwner(cluster.ownerUrl, `drop database if exists ${name} with (force)`)
    await cluster.leave()
  }
}
