/** Three real brokers, a process each, on the loopback interface: what tests and drills break on purpose. */
package dev.backchannel.kafka.cluster;
