package dev.backchannel.standalone.chaos;

import dev.backchannel.standalone.system.RoleKind;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Every role, several times, each in a process of its own. */
public final class Fleet implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(150);
    private static final int LOOK_MS = 100;

    private final List<RoleProcess> roles;

    private Fleet(List<RoleProcess> roles) {
        this.roles = roles;
    }

    /** Returns once all are ready. */
    public static Fleet start(FleetOptions options) {
        List<RoleProcess> roles = new ArrayList<>();
        for (RoleKind kind : RoleKind.values()) {
            IntStream.rangeClosed(1, options.each())
                    .mapToObj(number -> RoleProcess.of(kind, number, options))
                    .forEach(roles::add);
        }
        Fleet fleet = new Fleet(List.copyOf(roles));
        URI scorer = fleet.of(RoleKind.POLICY_SERVER).get(0).url();
        fleet.of(RoleKind.STREAMS).forEach(role -> role.with(List.of("--policy-url", scorer.toString())));
        String store = options.folder().resolve("store").toString();
        fleet.roles.forEach(role -> role.with(List.of("--store", store)));
        try {
            // One alone makes the topics; the others find them.
            fleet.roles.get(0).start();
            fleet.awaitReady(fleet.roles.subList(0, 1));
            fleet.roles.subList(1, roles.size()).forEach(RoleProcess::start);
            fleet.awaitReady();
            return fleet;
        } catch (RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    public List<RoleProcess> all() {
        return roles;
    }

    public List<RoleProcess> of(RoleKind kind) {
        return roles.stream().filter(role -> role.kind() == kind).toList();
    }

    public List<URI> urls(RoleKind kind) {
        return of(kind).stream().map(RoleProcess::url).toList();
    }

    /** Until all can do their work. */
    public void awaitReady() {
        awaitReady(roles);
    }

    private void awaitReady(List<RoleProcess> awaited) {
        long deadline = System.nanoTime() + START.toNanos();
        while (!awaited.stream().allMatch(RoleProcess::isReady)) {
            List<RoleProcess> missing =
                    awaited.stream().filter(role -> !role.isReady()).toList();
            boolean gaveUp = missing.stream().anyMatch(role -> !role.isAlive());
            if (gaveUp || System.nanoTime() > deadline) {
                throw new IllegalStateException(missing.stream()
                        .map(role -> role.name() + (role.isAlive() ? " is not ready" : " has ended")
                                + ", and printed:\n" + role.output())
                        .collect(Collectors.joining("\n")));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while roles were starting", e);
        }
    }

    @Override
    public void close() {
        roles.forEach(RoleProcess::close);
    }
}
