/** Hours under a steady load: whether anything grows that should not, and whether the ledger balances in the end. */
package dev.backchannel.standalone.bench.soak;
