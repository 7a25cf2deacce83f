/** Loaded into the child: when bootstrap is killed and cannot pass the signal on, the channel closes, and that is one. */
if (process.channel) {
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.channel.unref()
}
