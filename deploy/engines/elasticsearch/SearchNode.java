import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.index.mapper.MapperExtrasPlugin;
import org.opensearch.index.reindex.ReindexPlugin;
import org.opensearch.ingest.common.IngestCommonPlugin;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessPlugin;
import org.opensearch.transport.Netty4Plugin;

/** One search node on loopback, put together from its published jars: `java SearchNode HOME PORT`. Ends with SIGTERM. */
public final class SearchNode extends Node {
  private SearchNode(Environment environment) {
    super(
        environment,
        List.of(
            Netty4Plugin.class,
            CommonAnalysisPlugin.class,
            IngestCommonPlugin.class,
            PainlessPlugin.class,
            MapperExtrasPlugin.class,
            ReindexPlugin.class),
        true);
  }

  public static void main(String[] arguments) throws Exception {
    var logging = ConfigurationBuilderFactory.newConfigurationBuilder();
    logging.add(
        logging
            .newAppender("out", "Console")
            .add(logging.newLayout("PatternLayout").addAttribute("pattern", "%d{ISO8601} %-5p %c{1} %m%n%throwable")));
    logging.add(logging.newRootLogger(Level.WARN).add(logging.newAppenderRef("out")));
    Configurator.initialize(logging.build());

    var home = Path.of(arguments[0]);
    var settings =
        Settings.builder()
            .put("path.home", home)
            .put("path.data", home.resolve("data"))
            .put("path.logs", home.resolve("logs"))
            .put("cluster.name", "tokri")
            .put("node.name", "tokri-1")
            .put("http.port", arguments[1])
            .put("transport.port", "0")
            .put("network.host", "127.0.0.1")
            .put("transport.type", "netty4")
            .put("http.type", "netty4")
            .put("discovery.type", "single-node")
            // A small disk that is nearly full must not make a test server read-only.
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .build();
    var node = new SearchNode(new Environment(settings, home.resolve("config")));
    var ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    node.close();
                  } catch (Exception failure) {
                    failure.printStackTrace();
                  }
                  ended.countDown();
                }));
    node.start();
    ended.await();
  }
}
