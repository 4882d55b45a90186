package dev.backchannel.standalone.bench.threats;

import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.policy.EngineOptions;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.seed.SeedPolicy;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.bench.BenchOutput;
import dev.backchannel.standalone.bench.DocumentTable;
import dev.backchannel.standalone.cli.ConfigOptions;
import dev.backchannel.standalone.system.RoleSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench threats}: what attackers achieve. */
@Command(
        name = "threats",
        description =
                "What attackers achieve with the defences on and off: how much of what is taught is theirs, and what becomes"
                        + " of the answers. The same seed gives the same table.")
public final class ThreatsBench implements Callable<Integer> {
    private static final int MOST = 10_000;

    @Mixin
    ConfigOptions config = new ConfigOptions();

    @Mixin
    BenchOutput output = new BenchOutput();

    @Option(names = "--attacks", paramLabel = "A,B,…", description = "Some of the attacks (default: all).")
    String attacks = Attack.names();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of users, questions, answers and attackers (default: ${DEFAULT-VALUE}).")
    long seed;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "24",
            description = "Minutes of a siege; a step after each (default: ${DEFAULT-VALUE}).")
    int rounds;

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "24",
            description = "Requests in a minute (default: ${DEFAULT-VALUE}).")
    int requests;

    @Option(
            names = "--questions",
            paramLabel = "N",
            defaultValue = "120",
            description = "Held-out questions that the end is judged by (default: ${DEFAULT-VALUE}).")
    int questions;

    @Option(
            names = "--side-by-side",
            paramLabel = "N",
            defaultValue = "2",
            description = "Sieges at a time, a core each (default: ${DEFAULT-VALUE}).")
    int sideBySide;

    @Mixin
    DocumentTable document = new DocumentTable();

    @Override
    public Integer call() throws InterruptedException {
        within("--rounds", rounds);
        within("--requests", requests);
        within("--questions", questions);
        within("--side-by-side", sideBySide);
        document.check();
        SiegeTable table = new SiegeTable(run(Attack.list(attacks)));
        document.write(table.markdown());
        output.print(table.markdown(), table.result());
        return 0;
    }

    private List<SiegeFigures> run(List<Attack> chosen) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(sideBySide);
        try {
            List<Future<SiegeFigures>> pending = new ArrayList<>();
            for (Attack attack : chosen) {
                for (boolean defended : attack.repeatsAnother() ? new boolean[] {true} : new boolean[] {false, true}) {
                    pending.add(pool.submit(() -> siege(attack, defended)));
                }
            }
            List<SiegeFigures> all = new ArrayList<>();
            for (Future<SiegeFigures> each : pending) {
                SiegeFigures figures = each.get();
                all.add(figures);
                output.progress(String.format(
                        Locale.ROOT,
                        "%s, defences %s: attackers' share %.3f, wanted %.3f, satisfied %.3f, %.0f s; %d of %d",
                        figures.attack().name(),
                        figures.defended() ? "on" : "off",
                        figures.share(),
                        figures.wanted(),
                        figures.satisfied(),
                        figures.seconds(),
                        all.size(),
                        pending.size()));
            }
            return all;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a siege failed: " + e.getCause(), e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private SiegeFigures siege(Attack attack, boolean defended) {
        try (PolicyModel model = PolicyModel.load(SeedPolicy.folder(), EngineOptions.cpu(1))) {
            LearnerConfig learner = new RoleSettings(config.load(Map.of()), false).learner(model.config());
            return new Siege(model, learner, new Siege.Size(rounds, requests, questions), seed).run(attack, defended);
        }
    }

    private static void within(String option, int value) {
        if (value < 1 || value > MOST) {
            throw UserError.usage(option + " is " + value + ", but must be from 1 to " + MOST);
        }
    }
}
