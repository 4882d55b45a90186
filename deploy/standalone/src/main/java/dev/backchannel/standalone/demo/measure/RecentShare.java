package dev.backchannel.standalone.demo.measure;

import java.util.ArrayDeque;
import java.util.Deque;

/** The share of true among the newest of many observations. Thread-safe. */
public final class RecentShare {
    private final int window;
    private final Deque<Boolean> newest = new ArrayDeque<>();
    private int hits;
    private long seen;

    public RecentShare(int window) {
        this.window = window;
    }

    public synchronized void add(boolean hit) {
        seen++;
        newest.addLast(hit);
        hits += hit ? 1 : 0;
        if (newest.size() > window) {
            hits -= newest.removeFirst() ? 1 : 0;
        }
    }

    /** 0 before the first observation. */
    public synchronized double share() {
        return newest.isEmpty() ? 0 : hits / (double) newest.size();
    }

    public synchronized long seen() {
        return seen;
    }
}
