package dev.backchannel.standalone.deploy;

import static dev.backchannel.standalone.deploy.Deployment.at;
import static dev.backchannel.standalone.deploy.Deployment.list;
import static dev.backchannel.standalone.deploy.Deployment.map;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever Prometheus and Grafana ask for is a meter of the code, with labels that it sets. */
class MonitoringTest {
    private static final Meters METERS = Meters.ofTheCode();
    private static final Pattern METER = Pattern.compile("\\b(?:backchannel_|vllm:)[a-z0-9_]+");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)\\s*=~?\\s*\"([^\"]*)\"");
    private static final Pattern BY = Pattern.compile("by \\(([^)]*)\\)");
    /** Set by Prometheus itself or by its configuration. */
    private static final Set<String> ELSEWHERE = Set.of("le", "instance", "job", "role");

    @ParameterizedTest
    @MethodSource("queries")
    void everyQueryIsOfMetersAndLabelsThatThereAre(String query) {
        List<String> meters =
                METER.matcher(query).results().map(found -> found.group()).toList();
        assertThat(meters.isEmpty() && !query.contains("up{"))
                .as("a query of no meter")
                .isFalse();
        assertThat(meters).allMatch(METERS::has, "is a meter of the code");
        MATCHER.matcher(query)
                .results()
                .filter(m -> !ELSEWHERE.contains(m.group(1)))
                .forEach(label -> {
                    assertThat(METERS.speaksOf(label.group(1)))
                            .as("label %s", label.group(1))
                            .isTrue();
                    assertThat(METERS.speaksOf(label.group(2)))
                            .as("%s", label.group())
                            .isTrue();
                });
        BY.matcher(query)
                .results()
                .flatMap(by -> Stream.of(by.group(1).split(",\\s*")))
                .filter(label -> !ELSEWHERE.contains(label))
                .forEach(label ->
                        assertThat(METERS.speaksOf(label)).as("label %s", label).isTrue());
        assertThat(query.chars().filter(c -> c == '(').count())
                .as("brackets")
                .isEqualTo(query.chars().filter(c -> c == ')').count());
    }

    static List<String> queries() throws IOException {
        List<String> queries = new ArrayList<>();
        for (Map<String, Object> rule : rules()) {
            queries.add((String) rule.get("expr"));
        }
        for (Object panel : list(dashboard().get("panels"))) {
            for (Object target : list(map(panel).get("targets"))) {
                queries.add(at(target, "expr"));
            }
        }
        assertThat(queries).hasSizeGreaterThan(30);
        return queries;
    }

    @Test
    void aQueryOfSomethingElseIsNoticed() {
        assertThat(METERS.has("backchannel_ingestion_events_total")).isTrue();
        assertThat(METERS.has("vllm:time_to_first_token_seconds_bucket")).isTrue();
        assertThat(METERS.has("backchannel_learner_waiting")).isTrue();
        assertThat(METERS.has("backchannel_learner_wait")).isFalse();
        assertThat(METERS.has("backchannel_ingestion_event_total")).isFalse();
    }

    @Test
    void everyAlertSaysHowBadItIsAndWhatItMeans() {
        for (Map<String, Object> rule : rules()) {
            assertThat((String) at(rule, "labels.severity")).as("%s", rule).isIn("critical", "warning");
            assertThat((String) at(rule, "annotations.summary")).as("%s", rule).isNotBlank();
        }
        assertThat(rules()).extracting(rule -> rule.get("alert")).doesNotHaveDuplicates();
    }

    @Test
    void theRunbookKnowsEveryAlertThatARuleNames() throws IOException {
        String runbook = Files.readString(Deployment.ROOT.resolve("docs/runbook.md"));
        Pattern.compile("\\(runbook: ([a-z_]+)\\)")
                .matcher(Deployment.read("alerts/backchannel.rules.yaml"))
                .results()
                .forEach(named -> assertThat(runbook).contains("## `" + named.group(1) + "`"));
    }

    @Test
    void prometheusScrapesEveryRoleAndReadsTheRules() {
        Map<String, Object> prometheus = Deployment.yaml(Deployment.read("compose/prometheus/prometheus.yaml"));
        Map<String, Object> services =
                map(Deployment.yaml(Deployment.read("compose/compose.yaml")).get("services"));
        assertThat((String) at(prometheus, "scrape_configs.0.metrics_path")).isEqualTo("/metrics");
        List<String> roles = new ArrayList<>();
        for (Object job : list(at(prometheus, "scrape_configs.0.static_configs"))) {
            String role = at(job, "labels.role");
            assertThat(list(at(job, "targets"))).isEqualTo(List.of(role + ":8080"));
            assertThat(services).containsKey(role);
            roles.add(role);
        }
        assertThat(roles).containsExactlyInAnyOrder("ingestion", "streams", "learner", "policy-server");
        assertThat((String) at(prometheus, "scrape_configs.0.authorization.credentials_file"))
                .isEqualTo("/run/secrets/"
                        + list(at(services, "prometheus.secrets")).get(0));
        String rules = (String) list(prometheus.get("rule_files")).get(0);
        String configuration = Deployment.<String>list(at(services, "prometheus.command"))
                .get(0)
                .split("=")[1];
        assertThat(list(at(services, "prometheus.volumes")).toString())
                .contains(":" + rules + ":ro")
                .contains(":" + configuration + ":ro");
    }

    @Test
    void grafanaFindsPrometheusAndTheDashboard() throws IOException {
        Map<String, Object> source =
                Deployment.yaml(Deployment.read("compose/grafana/provisioning/datasources/prometheus.yaml"));
        Map<String, Object> provider =
                Deployment.yaml(Deployment.read("compose/grafana/provisioning/dashboards/backchannel.yaml"));
        Map<String, Object> services =
                map(Deployment.yaml(Deployment.read("compose/compose.yaml")).get("services"));
        assertThat((String) at(source, "datasources.0.url")).isEqualTo("http://prometheus:9090");
        assertThat(list(at(services, "grafana.volumes")).toString())
                .contains("../grafana:" + at(provider, "providers.0.options.path") + ":ro");
        for (Object panel : list(dashboard().get("panels"))) {
            assertThat((String) at(panel, "datasource.uid")).isEqualTo(at(source, "datasources.0.uid"));
            int right = Deployment.<Integer>at(panel, "gridPos.x") + Deployment.<Integer>at(panel, "gridPos.w");
            assertThat(right).isLessThanOrEqualTo(24);
        }
    }

    private static List<Map<String, Object>> rules() {
        return list(at(Deployment.yaml(Deployment.read("alerts/backchannel.rules.yaml")), "groups.0.rules"));
    }

    /** JSON is YAML. */
    private static Map<String, Object> dashboard() {
        return Deployment.yaml(Deployment.read("grafana/backchannel.json"));
    }
}
