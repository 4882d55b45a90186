package dev.backchannel.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.backchannel.avro.ExperimentMetrics;
import dev.backchannel.e2e.system.Api;
import dev.backchannel.e2e.system.Chromium;
import dev.backchannel.e2e.system.Records;
import dev.backchannel.e2e.system.RunningSystem;
import dev.backchannel.topics.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a browser, beside the running system: what users do appears, and a profile can be changed. */
class PageTest {
    private static final Path SHOTS = Path.of("target", "page");
    private static final String QUESTION = "When do you open on Sunday?";
    private static final String EDITED = "- We open at nine on Sundays.\n- See you then!";
    private static final LocatorAssertions.ContainsTextOptions SOON =
            new LocatorAssertions.ContainsTextOptions().setTimeout(60_000);

    @TempDir
    static Path folder;

    @Test
    void whatUsersDoAppears() {
        Path program = Chromium.required();
        try (RunningSystem system = RunningSystem.start(folder);
                Chromium chromium = Chromium.start(program)) {
            List<String> complaints = new CopyOnWriteArrayList<>();
            Page page = open(chromium.browser(), system, 1280, 1000, ColorScheme.LIGHT, complaints);
            assertThat(page.locator("#live")).containsText("live");
            assertThat(page.locator("#lessons-empty")).containsText("No reaction has become a preference yet");

            react(system.api());

            assertThat(page.locator("#lessons")).containsText("We open at nine on Sundays.", SOON);
            assertThat(page.locator("#lessons .lesson").first()).containsText(QUESTION);
            assertThat(page.locator("#timeline")).containsText("step 1", SOON);
            Locator lesson = page.locator("#lessons .lesson", new Page.LocatorOptions().setHasText("learned in step"))
                    .first();
            assertThat(lesson).containsText("edit", SOON);
            await().pollInSameThread().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                system.api().chat(QUESTION, "again", "bob"); // somebody must be answered for feedback to be served
                assertThat(page.locator("#p50").textContent()).matches("[0-9.]+ s");
                assertThat(page.locator("#served").getAttribute("title"))
                        .isEqualTo(system.standalone().servedCheckpoint())
                        .isNotEqualTo("base");
            });
            assertThat(page.locator("#stages .stage").first()).containsText(Pattern.compile("[1-9]\\d* in 10 min"));

            lesson.getByText("lineage").first().click();
            assertThat(page.locator("#lineage-body")).containsText("first checkpoint", SOON);
            page.locator("#lineage-close").click();

            profileIsChanged(page, system.api());
            experimentIsShown(page, system);
            shoot(page, "desktop");
            phoneShowsTheSame(chromium.browser(), system, complaints);
            assertThat(complaints).isEmpty();
        }
    }

    private static void react(Api api) {
        for (int i = 0; i < 10; i++) {
            String turn = api.chat(QUESTION, "c" + i, "ann").json().get("id").asText();
            String body = new ObjectMapper()
                    .valueToTree(Map.of(
                            "type",
                            "edit",
                            "event_id",
                            "edit-" + i,
                            "conversation_id",
                            "c" + i,
                            "turn_id",
                            turn,
                            "user_id",
                            "ann",
                            "text",
                            EDITED))
                    .toString();
            Api.Reply accepted = api.post("/v1/events", body);
            assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        }
    }

    private static void profileIsChanged(Page page, Api api) {
        page.locator("#profile-user").fill("bea");
        page.locator("#profile-form button").click();
        assertThat(page.locator("#profile-body")).containsText("Nothing is remembered of bea");
        page.getByLabel("Another wish").fill("Please answer briefly.");
        page.getByText("Add", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator("#profile-body")).containsText("in the user's own words", SOON);
        assertThat(page.locator("#profile-body")).not().containsText("null");
        assertThat(api.get("/v1/profiles/bea").body()).contains("Please answer briefly.");
    }

    /** As streams write it. */
    private static void experimentIsShown(Page page, RunningSystem system) {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis()).plusSeconds(1);
        Map<String, Double> control = Map.of("users", 20.0, "turns", 40.0, "thumbs_up_rate.mean", 0.2);
        Map<String, Double> candidate = Map.of(
                "users",
                21.0,
                "turns",
                44.0,
                "thumbs_up_rate.mean",
                0.5,
                "thumbs_up_rate.difference",
                0.3,
                "thumbs_up_rate.lower",
                0.05,
                "thumbs_up_rate.upper",
                0.55);
        for (String arm : List.of("control", "candidate")) {
            ExperimentMetrics metrics = new ExperimentMetrics(
                    "default", arm, now.minusSeconds(5), now, arm.equals("control") ? control : candidate);
            Topic<String, ExperimentMetrics> topic = system.topics().experimentMetrics;
            byte[] bytes = topic.valueSerde().serializer().serialize(topic.name(), metrics);
            Records.write(system.bootstrapServers(), topic, "default", bytes);
        }
        assertThat(page.locator("[data-metric=thumbs_up_rate]")).containsText("candidate is better", SOON);
    }

    private static void phoneShowsTheSame(Browser browser, RunningSystem system, List<String> complaints) {
        Page phone = open(browser, system, 390, 844, ColorScheme.DARK, complaints);
        assertThat(phone.locator("#lessons")).containsText("We open at nine on Sundays.", SOON);
        assertThat(phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
                .as("nothing sticks out to the side")
                .isEqualTo(true);
        shoot(phone, "phone");
    }

    private static Page open(
            Browser browser, RunningSystem system, int width, int height, ColorScheme scheme, List<String> complaints) {
        BrowserContext context = browser.newContext(
                new Browser.NewContextOptions().setViewportSize(width, height).setColorScheme(scheme));
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (List.of("error", "warning").contains(message.type())) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        String own = system.standalone().url().toString();
        page.onRequest(request -> {
            if (!request.url().startsWith(own)) {
                complaints.add("a request to " + request.url());
            }
        });
        page.navigate(own);
        return page;
    }

    private static void shoot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SHOTS.resolve(name + ".png"))
                .setFullPage(true));
    }
}
