package dev.backchannel.e2e.doors;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import dev.backchannel.access.ApiKey;
import dev.backchannel.access.Scope;
import dev.backchannel.access.StoredKey;
import dev.backchannel.e2e.system.Chromium;
import dev.backchannel.e2e.system.RunningSystem;
import dev.backchannel.server.page.LivePage;
import dev.backchannel.server.page.PageConfig;
import dev.backchannel.standalone.config.RecordOverlay;
import dev.backchannel.standalone.doors.Doors;
import dev.backchannel.standalone.doors.DoorsConfig;
import dev.backchannel.standalone.doors.KeyFile;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page shows what belongs to all tenants; who may not see that is told so, and how it could be. */
class PageOfOneTenantTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @Test
    void aKeyOfOneTenantIsToldWhatItLacks(@TempDir Path folder) throws Exception {
        Path program = Chromium.required();
        ApiKey key = ApiKey.create(RANDOM);
        Path keys = folder.resolve("keys");
        new KeyFile(keys)
                .add(StoredKey.of(key, "acme", Set.of(Scope.OPERATE), Instant.now(), Optional.empty(), RANDOM));
        DoorsConfig config = new RecordOverlay(RunningSystem.settings(Map.of("doors.keys-file", keys.toString())))
                .over("doors", DoorsConfig.defaults());
        Vertx vertx = Vertx.vertx();
        try (Doors doors = Doors.open(vertx, config, "127.0.0.1", Clock.systemUTC(), new SimpleMeterRegistry());
                LivePage live = new LivePage(
                        vertx,
                        "one",
                        PageConfig.defaults(),
                        new Topics(TopicSettings.singleBroker()),
                        Map.of("bootstrap.servers", "localhost:1"),
                        Clock.systemUTC());
                Chromium chromium = Chromium.start(program)) {
            Router router = Router.router(vertx);
            doors.mount(router);
            live.mount(router);
            HttpServer server = vertx.createHttpServer()
                    .requestHandler(router)
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            Page page = chromium.browser()
                    .newContext(new Browser.NewContextOptions().setHttpCredentials("anybody", key.text()))
                    .newPage();
            page.navigate("http://127.0.0.1:" + server.actualPort() + "/");

            assertThat(page.locator("#refused")).containsText("is of the tenant 'acme' alone");
            assertThat(page.locator("#refused")).containsText("--all-tenants");
            assertThat(page.locator("#refused")).isVisible();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }
}
