SELECT day, sum(n) FROM (
    SELECT day, count(*) AS n FROM blood_pressure WHERE day BETWEEN ?1 AND ?2 GROUP BY day
    UNION ALL
    SELECT day, count(*) FROM measurement
        WHERE item IN (0, 1, 2, 3, 4, 5, 6) AND day BETWEEN ?1 AND ?2 GROUP BY day
    UNION ALL
    SELECT day, count(*) FROM condition WHERE day BETWEEN ?1 AND ?2 GROUP BY day
    UNION ALL
    SELECT day, count(*) FROM diary WHERE day BETWEEN ?1 AND ?2 GROUP BY day
    UNION ALL
    SELECT day, count(*) FROM exercise WHERE day BETWEEN ?1 AND ?2 GROUP BY day
    UNION ALL
    SELECT day, count(*) FROM steps WHERE day BETWEEN ?1 AND ?2 GROUP BY day
    UNION ALL
    SELECT day, count(*) FROM intake WHERE day BETWEEN ?1 AND ?2 GROUP BY day
)
GROUP BY day
ORDER BY day
