package dev.backchannel.streams.history;

import dev.backchannel.avro.DeadLetter;
import dev.backchannel.avro.Description;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.MiningResult;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.PreferenceProfile;
import dev.backchannel.avro.ProfileEntry;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.RestartableTopology;
import dev.backchannel.streams.StreamsConfig;
import dev.backchannel.streams.history.Account.Timed;
import dev.backchannel.topics.Keys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/** Plays histories on the real topology, as they happen or once more from the log. */
final class Player implements AutoCloseable {
    /** By then every window, wait and task of the configurations in use has ended. */
    private static final long SETTLED = 16_000;

    /** Until a dead member of the group is missed. */
    private static final long TAKE_OVER = 700;

    private final StreamsConfig config;
    private final int recentTurns;
    private RestartableTopology topology;
    private boolean clean = true;
    private final List<Timed<SpecificRecord>> log = new ArrayList<>();
    private final List<Timed<Preference>> preferences = new ArrayList<>();
    private final List<Timed<Disposition>> dispositions = new ArrayList<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final List<MiningTask> tasks = new ArrayList<>();
    private final PriorityQueue<Timed<MiningResult>> replies = new PriorityQueue<>(Comparator.comparingLong(Timed::at));
    private final Map<String, List<String>> profiles = new TreeMap<>();
    private Instant base;
    private long firstOffset;

    /** @param recentTurns that are kept in memory beside the stores */
    Player(StreamsConfig config, int recentTurns) {
        this.config = config;
        this.recentTurns = recentTurns;
        this.topology = new RestartableTopology(config, recentTurns);
    }

    /**
     * As it happens: the clock ticks, and the worker answers what it is asked.
     *
     * @param tick milliseconds between two looks at the clock
     * @param middle sees the account when half of the events have been read
     */
    Account live(List<Arrival> arrivals, Worker worker, long tick, Consumer<Account> middle) {
        begin();
        int read = 0;
        for (Arrival arrival : arrivals) {
            tickTo(arrival.at(), tick, worker);
            send(arrival.at(), arrival.event());
            if (++read == arrivals.size() / 2) {
                middle.accept(account());
            }
        }
        tickTo(time() + SETTLED, tick, worker);
        return end();
    }

    Account live(List<Arrival> arrivals, Worker worker, long tick) {
        return live(arrivals, worker, tick, unused -> {});
    }

    /** After a long absence: the whole log is read before the clock is looked at. */
    Account catchUp(List<Timed<SpecificRecord>> entries) {
        begin();
        topology.caughtUp(false);
        entries.forEach(this::read);
        topology.advanceTo(at(entries.get(entries.size() - 1).at() + SETTLED));
        topology.caughtUp(true);
        tickTo(time() + SETTLED, 1_000, null);
        return end();
    }

    /** From the log, by the clock, ended and restarted after these numbers of records. */
    Account restarted(List<Timed<SpecificRecord>> entries, long tick, List<Integer> after) {
        begin();
        for (int i = 0; i < entries.size(); i++) {
            if (after.contains(i)) {
                account();
                topology.restart();
            }
            tickTo(entries.get(i).at(), tick, null);
            read(entries.get(i));
        }
        tickTo(time() + SETTLED, tick, null);
        return end();
    }

    /**
     * From the log, by the clock. After these numbers of records the process is killed, and another takes its partitions over
     * some time later: what was done since the last commit is done again.
     *
     * @param commitEvery records of a transaction
     */
    Account takenOver(List<Timed<SpecificRecord>> entries, long tick, List<Integer> after, int commitEvery) {
        begin();
        Set<Integer> deaths = new TreeSet<>(after);
        int committed = 0;
        int asked = 0;
        for (int i = 0; i < entries.size(); i++) {
            topology.caughtUp(entries.get(i).at() >= time());
            if (deaths.remove(i)) {
                topology.takeOver();
                log.subList(committed, log.size()).clear();
                tasks.subList(asked, tasks.size()).clear();
                i = committed - 1;
                topology.caughtUp(false);
                tickTo(time() + TAKE_OVER, tick, null);
                continue;
            }
            tickTo(entries.get(i).at(), tick, null);
            read(entries.get(i));
            if ((i + 1) % commitEvery == 0) {
                account();
                topology.commit();
                committed = i + 1;
                asked = tasks.size();
            }
        }
        topology.caughtUp(true);
        tickTo(time() + SETTLED, tick, null);
        return end();
    }

    long firstOffset() {
        return firstOffset;
    }

    String interactionsTopic() {
        return topology.interactionsTopic();
    }

    private void begin() {
        if (!clean) { // the last one failed half-way
            abandon();
            topology = new RestartableTopology(config, recentTurns);
        }
        clean = false;
        topology.clear();
        topology.advanceTo(topology.now().plusSeconds(60));
        topology.commit();
        List.of(log, preferences, dispositions, deadLetters, tasks).forEach(List::clear);
        replies.clear();
        profiles.clear();
        base = topology.now();
        firstOffset = topology.offset();
    }

    private void abandon() {
        try {
            topology.close();
        } catch (IllegalStateException e) {
            // So broken that it cannot be closed: what broke it has been reported, and the next history begins anew.
        }
    }

    private void read(Timed<SpecificRecord> entry) {
        if (entry.value() instanceof Interaction event) {
            send(entry.at(), event);
        } else if (entry.value() instanceof MiningResult result) {
            answer(entry.at(), result);
        }
    }

    private void tickTo(long to, long tick, Worker worker) {
        while (time() < to) {
            boolean idle = to - time() > 2 * SETTLED && replies.isEmpty() && isQuiet();
            long next = idle ? to : Math.min(to, time() + tick);
            while (!replies.isEmpty() && replies.peek().at() <= next) {
                Timed<MiningResult> reply = replies.poll();
                topology.advanceTo(at(reply.at()));
                drain(worker);
                answer(reply.at(), reply.value());
            }
            topology.advanceTo(at(next));
            drain(worker);
        }
    }

    private boolean isQuiet() {
        return topology.turns().stream().allMatch(t -> t.getPending().isEmpty());
    }

    private void send(long at, Interaction event) {
        log.add(new Timed<>(at, event));
        topology.send(event, at(at));
    }

    private void answer(long at, MiningResult result) {
        log.add(new Timed<>(at, result));
        topology.answer(result.getDescription() == null ? result : absolute(result), at(at));
    }

    /** @param worker null: its answers are in the log */
    private void drain(Worker worker) {
        for (MiningTask asked : topology.tasks()) {
            MiningTask task = MiningTask.newBuilder(asked)
                    .setDeadline(relative(asked.getDeadline()))
                    .setAcceptedAt(asked.getAcceptedAt() == null ? null : relative(asked.getAcceptedAt()))
                    .build();
            tasks.add(task);
            if (worker != null) {
                worker.reply(task).ifPresent(r -> replies.add(new Timed<>(time() + r.after(), r.result())));
            }
        }
    }

    private Account end() {
        clean = isQuiet();
        return account();
    }

    private Account account() {
        drain(null);
        topology.preferences()
                .forEach(r -> preferences.add(new Timed<>(
                        millis(Instant.ofEpochMilli(r.timestamp())),
                        Preference.newBuilder(r.value())
                                .setAcceptedAt(relative(r.value().getAcceptedAt()))
                                .build())));
        topology.dispositions()
                .forEach(r -> dispositions.add(new Timed<>(
                        millis(Instant.ofEpochMilli(r.timestamp())),
                        Disposition.newBuilder(r.value())
                                .setAcceptedAt(relative(r.value().getAcceptedAt()))
                                .build())));
        deadLetters.addAll(topology.deadLetters());
        List<TurnState> turns = topology.turns();
        return new Account(
                List.copyOf(log),
                List.copyOf(preferences),
                List.copyOf(dispositions),
                List.copyOf(deadLetters),
                List.copyOf(tasks),
                turns,
                profiles(),
                topology.counted());
    }

    /** The log counts from the begin of the history, whenever that is played. */
    private MiningResult absolute(MiningResult result) {
        return MiningResult.newBuilder(result)
                .setDeadline(absolute(result.getDeadline()))
                .setDescription(Description.newBuilder(result.getDescription())
                        .setAcceptedAt(absolute(result.getDescription().getAcceptedAt()))
                        .build())
                .build();
    }

    private Instant absolute(Instant relative) {
        return base.plus(Duration.between(Script.BEGIN, relative));
    }

    private Map<String, List<String>> profiles() {
        topology.profiles().forEach(p -> profiles.put(Keys.of(p.getTenant(), p.getUserId()), lines(p)));
        return new TreeMap<>(profiles);
    }

    private List<String> lines(PreferenceProfile profile) {
        return profile.getEntries().stream()
                .map(e -> ProfileEntry.newBuilder(e)
                        .setAcceptedAt(relative(e.getAcceptedAt()))
                        .build()
                        .toString())
                .toList();
    }

    private long time() {
        return millis(topology.now());
    }

    private long millis(Instant instant) {
        return instant.toEpochMilli() - base.toEpochMilli();
    }

    private Instant at(long millis) {
        return base.plusMillis(millis);
    }

    private Instant relative(Instant instant) {
        return Script.BEGIN.plusMillis(millis(instant));
    }

    @Override
    public void close() {
        topology.close();
    }
}
